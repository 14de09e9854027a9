"""Cifras calculadas por otro camino, desde los archivos y sin una línea del producto: contra ellas se compara.

Clientes y selección en DuckDB; cuentas, control e indicadores en Python llano, un suministro cada vez. Si el
producto y un oráculo no coinciden, manda la regla escrita (NORMAS §1), no ninguno de los dos.
"""
