// Deslizador de la propuesta: recorre la curva que vino con la página, sin pedir nada al servidor. Al soltarlo, el
// formulario (htmx) pide las cifras exactas.
(() => {
  "use strict";
  const formulario = document.getElementById("otros-numeros");
  if (!formulario) return;
  const curva = JSON.parse(formulario.dataset.curva);
  const propio = Number(formulario.dataset.umbral);
  const deslizador = document.getElementById("umbral-deslizador");
  const caja = document.getElementById("id_umbral_m3");
  const cifras = [...document.querySelectorAll("#cifras-movidas [data-cifra]")];
  const exactas = cifras.map((c) => c.textContent);
  const puntos = [...document.querySelectorAll("#curva svg circle")];
  const svg = document.querySelector("#curva svg");
  let corte = null;
  if (svg && puntos.length) {
    corte = document.createElementNS("http://www.w3.org/2000/svg", "line");
    for (const [clave, valor] of Object.entries({ y1: 24, y2: svg.viewBox.baseVal.height - 34, stroke: "#b91c1c", "stroke-width": 2, "stroke-dasharray": "5 3" })) corte.setAttribute(clave, valor);
    svg.append(corte);
  }

  // Entre dos puntos de la curva se interpola y se dice que es aproximado.
  const enCurva = (umbral) => {
    const lugar = Math.min(Math.max((umbral - curva[0][0]) / (curva[1][0] - curva[0][0]), 0), curva.length - 1);
    const antes = Math.floor(lugar);
    const parte = lugar - antes;
    const [a, b] = [curva[antes], curva[Math.min(antes + 1, curva.length - 1)]];
    return { lugar, exacto: parte === 0 && a[0] === umbral, valores: [1, 2, 3].map((i) => Math.round(a[i] + (b[i] - a[i]) * parte)) };
  };
  const mostrar = (umbral) => {
    const { lugar, exacto, valores } = enCurva(umbral);
    cifras.forEach((cifra, i) => {
      cifra.textContent = umbral === propio ? exactas[i] : `${exacto ? "" : "≈ "}${valores[i].toLocaleString("en-US")}`;
    });
    if (!corte) return;
    const [p, q] = [puntos[Math.floor(lugar)], puntos[Math.min(Math.floor(lugar) + 1, puntos.length - 1)]];
    const x = Number(p.getAttribute("cx")) + (Number(q.getAttribute("cx")) - Number(p.getAttribute("cx"))) * (lugar % 1);
    corte.setAttribute("x1", x);
    corte.setAttribute("x2", x);
  };
  deslizador.addEventListener("input", () => { caja.value = deslizador.value; mostrar(Number(deslizador.value)); });
  caja.addEventListener("input", () => { deslizador.value = caja.value; if (caja.value) mostrar(Number(caja.value)); });
  mostrar(Number(caja.value));
})();
