"""La empresa de demostración: inventada, con varios meses de trabajo hechos por los servicios de siempre."""
