#!/usr/bin/env python
"""Entrada de los comandos. Sin DATABASE_URL usa (o arranca) los servicios embebidos."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config import embebido

    with embebido.entorno(sys.argv):
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
