"""Banco de velocidad y memoria: `make bench`. Cada trabajo se compara, en la misma corrida, con su límite desnudo.

No es parte de la batería: los tiempos dependen de la máquina y aquí sólo se leen razones. Un archivo por trabajo.
"""
