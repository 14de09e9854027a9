"""Código de cuenta interbancario: 3 de entidad, 3 de oficina, 12 de cuenta y 2 de control (NORMAS §4)."""

import re

LARGO = 20


def limpiar(cci: str) -> str:
    """Sin espacios, puntos ni guiones."""
    return re.sub(r"[\s.\-]", "", cci)


def control(cifras: str) -> int:
    """Dígito de control: pesos 1 y 2 alternados, sumando las cifras de cada producto; lo que falta para la decena."""
    suma = 0
    for n, cifra in enumerate(cifras):
        producto = int(cifra) * (1 + n % 2)
        suma += producto // 10 + producto % 10
    return -suma % 10


def avisos(cci: str, codigo_banco: str = "") -> list[str]:
    """Qué no cuadra en un CCI, en frases; vacío si todo cuadra o si no hay CCI. Avisa, no impide guardar."""
    if not cci:
        return []
    if not re.fullmatch(rf"[0-9]{{{LARGO}}}", cci):
        return [f"El CCI tiene {LARGO} números. Este tiene {len(cci)}."]
    dichos = []
    if codigo_banco and cci[:3] != codigo_banco:
        dichos.append(f"El CCI empieza con {cci[:3]} y el banco elegido es el {codigo_banco}.")
    malos = [
        parte
        for parte, cifras, digito in (
            ("la entidad y la oficina", cci[:6], cci[18]),
            ("la cuenta", cci[6:18], cci[19]),
        )
        if control(cifras) != int(digito)
    ]
    if malos:
        dichos.append(f"El dígito de control de {' y el de '.join(malos)} no corresponde. Compáralo con el banco.")
    return dichos
