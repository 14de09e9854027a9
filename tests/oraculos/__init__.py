"""Cifras calculadas por otro camino, desde los archivos y sin una línea del producto: contra ellas se compara.

Clientes y selección en DuckDB; cuentas, control, indicadores y cruces en Python llano, uno cada vez. Si el
producto y un oráculo no coinciden, manda la regla escrita (NORMAS §1), no ninguno de los dos.
"""
