# La misma imagen sirve la web, el worker y el reloj: cambia la orden (compose.yaml).
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /srv/principales principales

WORKDIR /srv/principales/app
COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt
COPY . .

ENV PYTHONUNBUFFERED=1 \
    DIR_VAR=/srv/principales/datos \
    STATIC_ROOT=/srv/principales/static
# Reunir los estáticos no toca la base: la clave y las direcciones de aquí solo sirven para leer los ajustes.
RUN DATABASE_URL=postgres://nadie@localhost/nada REDIS_URL=redis://localhost SECRET_KEY=solo-para-construir \
        python manage.py collectstatic --noinput --verbosity=0 \
    && install -d -o principales -g principales /srv/principales/datos

USER principales
VOLUME /srv/principales/datos
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
    CMD ["python", "-c", "import http.client as h; c = h.HTTPConnection('127.0.0.1', 8000, timeout=4); c.request('GET', '/cuenta/entrar/', headers={'Host': 'localhost', 'X-Forwarded-Proto': 'https'}); raise SystemExit(c.getresponse().status >= 500)"]
CMD ["gunicorn", "config.wsgi", "--bind=0.0.0.0:8000", "--workers=3", "--worker-class=gthread", "--threads=4", "--no-control-socket", "--access-logfile=-"]
