"""Documentos de rangos que nadie tiene asignados: RUC 209…, DNI 98…, carné 9…; con su dígito cuando lo llevan."""

_PESOS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


def con_digito(base: str) -> str:
    """RUC de 11 cifras a partir de sus 10 primeras: (11 − suma mod 11) mod 10."""
    suma = sum(int(cifra) * peso for cifra, peso in zip(base, _PESOS, strict=True))
    return base + str((11 - suma % 11) % 10)


def ruc(indice: int) -> str:
    """RUC de empresa número `indice`; distinto para cada índice menor que diez millones."""
    return con_digito(f"209{(9_000_000 + indice) % 10_000_000:07d}")


def dni(indice: int) -> str:
    """DNI número `indice`, ocho cifras."""
    return f"{90_000_000 + (8_000_000 + indice) % 10_000_000:08d}"


def ruc_de_persona(numero_dni: str) -> str:
    """El RUC 10… de la persona con ese DNI: para la empresa son el mismo cliente."""
    return con_digito("10" + numero_dni)


def carne_extranjeria(indice: int) -> str:
    """Carné de extranjería de nueve cifras."""
    return f"9{indice % 100_000_000:08d}"
