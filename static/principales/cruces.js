// Decidir con el teclado: 1, 2 y 3 eligen candidato; i, p, v y d, la decisión. Ctrl+Enter guarda (marco.js).
(() => {
  "use strict";
  const TECLAS = { incorporar: "i", corregir: "p", inspeccionar: "v", descartar: "d" };
  document.querySelectorAll("[data-tecla-de]").forEach((k) => { k.textContent = TECLAS[k.dataset.teclaDe] || ""; });
  document.addEventListener("keydown", (e) => {
    const t = e.target;
    const escribe = t.matches("textarea, select, input:not([type=checkbox], [type=radio])");
    if (e.defaultPrevented || escribe || e.ctrlKey || e.metaKey || e.altKey || document.body.dataset.teclas === "0") return;
    const decision = Object.keys(TECLAS).find((d) => TECLAS[d] === e.key);
    const campo = /^[1-3]$/.test(e.key)
      ? document.querySelectorAll("[data-candidato]")[Number(e.key) - 1]
      : decision && document.querySelector(`[data-atajo][value="${decision}"]`);
    if (!campo) return;
    e.preventDefault();
    campo.checked = true;
    campo.focus();
    campo.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
