"""Gunicorn bajo `make run`: si matan a su proceso principal, los que atienden no le sobreviven ni un momento."""

import signal

from config.embebido import avisar_si_muere_el_padre

worker_class = "gthread"
workers = 2
threads = 4
graceful_timeout = 2
control_socket_disable = True
loglevel = "warning"


def post_fork(server, worker):
    avisar_si_muere_el_padre(signal.SIGKILL)
