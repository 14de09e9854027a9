// La cola por teclado: un dígito elige el resultado, `s` salta, `u` deshace; y el latido que conserva la toma.
(() => {
  "use strict";
  const { $, $$, galleta, anunciar } = window.pc;
  const forma = $("form[data-cola]");
  if (!forma) return;
  const opciones = $$("[data-digito] input", forma);
  const escribe = (t) => t.isContentEditable || t.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

  const alElegir = (opcion, mover) => {
    const bloque = "pidePromesa" in opcion.dataset ? ".de-promesa" : "pideFecha" in opcion.dataset ? ".de-fecha" : "";
    const campo = bloque ? $(`${bloque} input`, forma) : null;
    if (mover && campo) { campo.focus(); if (campo.type !== "date") campo.select(); }
  };
  opciones.forEach((o) => o.addEventListener("change", () => alElegir(o, false)));
  const saltar = $("#saltar");
  const abrirSalto = () => { saltar.showModal(); $("[name=motivo]", saltar).focus(); };
  $$("[data-saltar]").forEach((b) => b.addEventListener("click", abrirSalto));
  $$("[data-cerrar-salto]").forEach((b) => b.addEventListener("click", () => saltar.close()));

  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || document.body.dataset.teclas === "0" || e.ctrlKey || e.metaKey || e.altKey || $("dialog[open]") || escribe(e.target)) return;
    const opcion = /^[1-9]$/.test(e.key) && opciones[Number(e.key) - 1];
    if (opcion) {
      e.preventDefault();
      opcion.checked = true;
      opcion.focus();
      opcion.dispatchEvent(new Event("change", { bubbles: true }));
      alElegir(opcion, true);
    } else if (e.key === "s") {
      e.preventDefault();
      abrirSalto();
    } else if (e.key === "u") {
      const deshacer = $("[data-deshacer] button");
      if (deshacer) { e.preventDefault(); deshacer.click(); }
    }
  });

  // Mientras la pantalla esté abierta, el cliente es de esta persona.
  const aviso = $("#cambio");
  const decir = (texto) => {
    if (!texto || aviso.textContent === texto) return;
    aviso.textContent = texto;
    aviso.parentElement.hidden = false;
    anunciar(texto);
  };
  const latir = async () => {
    try {
      const r = await fetch(forma.dataset.renovar, { method: "POST", headers: { "X-CSRFToken": galleta("csrftoken") } });
      if (r.status === 200 && !r.redirected) decir(await r.text());
      else if (r.status === 409) decir("Pasó mucho tiempo y otra persona tomó a este cliente. Copia tu nota antes de seguir.");
    } catch { /* sin red: la toma dura lo que dice el parámetro y el siguiente latido la alcanza */ }
  };
  setInterval(latir, Number(forma.dataset.latido || 60) * 1000);
})();
