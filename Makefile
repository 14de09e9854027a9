# Las dos órdenes de siempre: `make run` (la aplicación entera en esta máquina) y `make test` (toda la batería).
PUERTO ?= 8000
PRUEBAS ?=
export PUERTO

.PHONY: ayuda run test revisar respaldo restaurar preparar preparar-dev

ayuda:
	@echo "make run [PUERTO=8000]   arranca todo; Ctrl-C lo para"
	@echo "make test [PRUEBAS=...]  corre las pruebas"
	@echo "make revisar             estilo, tipos, contratos de importación, migraciones"
	@echo "make respaldo [DESTINO=var/respaldos] · make restaurar RESPALDO=carpeta"
	@echo "make bench [SUMINISTROS=2000000]  mide velocidad y memoria"

preparar:
	@scripts/preparar.sh

preparar-dev:
	@scripts/preparar.sh requirements-dev.txt

run: preparar
	@PARAR_CON_EL_PADRE=1 exec .venv/bin/python -m config.arranque

test: preparar-dev
	@scripts/probar.sh $(PRUEBAS)

revisar: preparar-dev
	@scripts/revisar.sh

# Tamaños: SUMINISTROS, MESES, PRINCIPALES, RECIBOS, PAGINAS. Trabajos: SOLO=importacion,seleccion,barrido,paginas,pdf,arranque
bench: preparar-dev
	@.venv/bin/python -m tests.banco $(if $(SUMINISTROS),--suministros $(SUMINISTROS)) $(if $(MESES),--meses $(MESES)) \
	  $(if $(PRINCIPALES),--principales $(PRINCIPALES)) $(if $(RECIBOS),--recibos $(RECIBOS)) \
	  $(if $(PAGINAS),--paginas $(PAGINAS)) $(if $(SOLO),--solo $(SOLO))

DESTINO ?= var/respaldos
respaldo: preparar
	@.venv/bin/python -m config.respaldo respaldar "$(DESTINO)"

restaurar: preparar
	@.venv/bin/python -m config.respaldo restaurar "$(RESPALDO)"
