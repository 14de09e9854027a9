// Otra fila de teléfono o correo en el formulario del contacto. Sin JavaScript quedan las filas en blanco del servidor.
(() => {
  "use strict";
  document.querySelectorAll("[data-filas]").forEach((grupo) => {
    const total = document.getElementById(`id_${grupo.dataset.filas}-TOTAL_FORMS`);
    const maximo = Number(document.getElementById(`id_${grupo.dataset.filas}-MAX_NUM_FORMS`).value);
    const boton = grupo.querySelector("[data-otra-fila]");
    const molde = grupo.querySelector("template");
    const ajustar = () => { boton.hidden = Number(total.value) >= maximo; };
    boton.addEventListener("click", () => {
      const pieza = document.createElement("template");
      pieza.innerHTML = molde.innerHTML.replaceAll("__prefix__", total.value);
      boton.before(pieza.content);
      total.value = Number(total.value) + 1;
      ajustar();
      boton.previousElementSibling.querySelector("input:not([type=hidden])").focus();
    });
    ajustar();
  });
})();
