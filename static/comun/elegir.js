// Listas largas que se buscan escribiendo: <select data-elegir> (Tom Select). Sin JavaScript queda el <select>.
(() => {
  "use strict";
  document.querySelectorAll("select[data-elegir]").forEach((lista) => {
    new TomSelect(lista, {
      maxOptions: 200,
      render: { no_results: (datos, escapar) => `<div class="no-results">Nada coincide con «${escapar(datos.input)}».</div>` },
    });
    // Tom Select se lleva la etiqueta a su propio campo: el <select> de detrás ya no debe anunciarse.
    lista.setAttribute("aria-hidden", "true");
  });
})();
