"""Empresa inventada: archivos del contrato de intercambio a cualquier tamaño, para demostración y pruebas de volumen.

Python puro, sin base de datos ni Django: cada bloque se puede escribir en otro proceso.
"""
