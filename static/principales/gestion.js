// Registrar una gestión: un dígito elige el resultado, y cada resultado enseña solo lo que pide. Va después de marco.js.
(() => {
  "use strict";
  const { $, $$ } = window.pc;
  const opciones = $$("[data-digito] input");
  const paso = $("[data-paso]");
  if (!opciones.length || !paso) return;
  const dia = $("[name=siguiente_el]", paso);

  const alElegir = (opcion) => {
    if ("pideFecha" in opcion.dataset && !dia.value) dia.value = paso.dataset.propuesta;
    dia.required = "pideFecha" in opcion.dataset;
  };
  opciones.forEach((o) => {
    o.addEventListener("change", () => alElegir(o));
    if (o.checked) alElegir(o);
  });
  document.addEventListener("keydown", (e) => {
    if (document.body.dataset.teclas === "0" || e.ctrlKey || e.metaKey || e.altKey || $("dialog[open]")) return;
    const t = e.target;
    if (t.isContentEditable || t.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])")) return;
    const opcion = /^[1-9]$/.test(e.key) && opciones[Number(e.key) - 1];
    if (!opcion) return;
    e.preventDefault();
    opcion.checked = true;
    opcion.focus();
    opcion.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
