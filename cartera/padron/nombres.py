"""La misma norma de `cartera_normalizar`, para lo que una persona escribe al buscar (una prueba las compara)."""

import re
import unicodedata

LEGALES = [
    (re.compile(r"\bE *\. *I *\. *R *\. *L\b( *\.)?", re.ASCII), "EIRL"),
    (re.compile(r"\bS *\. *A *\. *C\b( *\.)?", re.ASCII), "SAC"),
    (re.compile(r"\bS *\. *R *\. *L\b( *\.)?", re.ASCII), "SRL"),
    (re.compile(r"\bS *\. *A\b( *\.)?", re.ASCII), "SA"),
]
MAYUSCULAS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def normalizar(texto: str) -> str:
    """Mayúsculas sin tildes, formas legales juntas y solo A-Z, 0-9 y espacios sencillos (NORMAS §1)."""
    texto = "".join(_sin_signo(c) for c in texto).translate(MAYUSCULAS)
    if "." in texto:
        for forma, junta in LEGALES:
            texto = forma.sub(junta, texto)
    return re.sub(r" +", " ", re.sub(r"[^A-Z0-9 ]", "", texto)).strip()


def _sin_signo(letra: str) -> str:
    if not "\u00c0" <= letra < "\u0180":
        return letra
    base = unicodedata.normalize("NFD", letra)[0]
    return base if base.isascii() else letra
