// Marco: foco y avisos tras cada cambio de htmx, buscador, menú y teclas. Sin dependencias fuera de htmx.
(() => {
  "use strict";
  const $ = (selector, raiz = document) => raiz.querySelector(selector);
  const $$ = (selector, raiz = document) => [...raiz.querySelectorAll(selector)];
  const galleta = (nombre) => {
    const par = document.cookie.split("; ").find((p) => p.startsWith(`${nombre}=`));
    return par ? par.slice(nombre.length + 1) : "";
  };

  // --- Voz: una sola región viva en toda la página ---------------------------------------------
  const anunciar = (texto) => {
    const voz = $("#voz");
    voz.textContent = "";
    setTimeout(() => { voz.textContent = texto.trim().replace(/\s+/g, " "); }, 50);
  };

  // --- htmx: ficha CSRF, parámetros vacíos, ocupado, foco y errores -----------------------------
  document.addEventListener("htmx:configRequest", (e) => {
    if (e.detail.verb !== "get") e.detail.headers["X-CSRFToken"] = galleta("csrftoken");
    else for (const clave of Object.keys(e.detail.parameters)) if (e.detail.parameters[clave] === "") delete e.detail.parameters[clave];
  });
  document.addEventListener("htmx:configRequest", (e) => {
    if (e.detail.elt.id !== "filtros") return;
    // El orden o la vista pudieron cambiar después de dibujarse el formulario: manda la URL.
    const url = new URLSearchParams(location.search);
    for (const clave of ["vista", "orden", "filas"]) {
      delete e.detail.parameters[clave];
      if (url.get(clave)) e.detail.parameters[clave] = url.get(clave);
    }
  });
  document.addEventListener("htmx:beforeRequest", (e) => {
    const destino = e.detail.target;
    const causa = e.detail.requestConfig.triggeringEvent;
    if (e.detail.elt.id === "filtros" && causa && causa.type === "change") {
      // Al salir del campo de texto el navegador avisa otra vez de lo que ya se filtró mientras se escribía.
      const antes = new URLSearchParams(location.search);
      antes.delete("pagina");
      const ahora = new URL(e.detail.pathInfo.finalRequestPath, location.href).searchParams;
      antes.sort();
      ahora.sort();
      if (antes.toString() === ahora.toString()) { e.preventDefault(); return; }
    }
    destino.setAttribute("aria-busy", "true");
    destino.pcEspera = setTimeout(() => {
      if (destino.id === "lista" || destino.id === "panel") anunciar("Cargando…");
    }, 300);
  });
  document.addEventListener("htmx:afterRequest", (e) => {
    clearTimeout(e.detail.target.pcEspera);
    e.detail.target.removeAttribute("aria-busy");
  });
  document.addEventListener("htmx:afterSettle", (e) => {
    const id = e.detail.target.id;
    const causa = e.detail.requestConfig && e.detail.requestConfig.triggeringEvent;
    if (id === "lista") {
      const titulo = $("#lista [data-foco]");
      if (!titulo) return;
      anunciar(titulo.textContent);
      // Quien escribe en un filtro sigue escribiendo; quien tocó un enlace va al encabezado nuevo.
      if (!document.activeElement.closest("#filtros")) titulo.focus({ preventScroll: false });
    } else if (id === "lista-titulo") {
      $$("[data-contar]").forEach((b) => b.remove());
      $("#lista-titulo").focus();
      anunciar($("#lista-titulo").textContent);
    } else if (id === "panel" && causa && causa.type !== "load") {
      $("#panel").focus({ preventScroll: true });
    }
  });
  const fallo = (e) => {
    const { target: destino, requestConfig: pedido, elt: causa, xhr } = e.detail;
    if (!pedido || destino.closest(".barra-derecha, .abierto")) return;
    const caja = document.createElement("div");
    const codigo = xhr && xhr.getResponseHeader && xhr.getResponseHeader("X-Referencia");
    caja.className = "alert alert-danger fallo-parte";
    caja.setAttribute("role", "alert");
    const texto = document.createElement("span");
    texto.textContent = xhr && xhr.status === 403 ? "Tu rol no abre esta parte. " : `No se pudo cargar esta parte. ${codigo ? `Código ${codigo}. ` : ""}`;
    caja.append(texto);
    if (!xhr || xhr.status !== 403) {
      const boton = document.createElement("button");
      boton.type = "button";
      boton.className = "btn btn-sm";
      boton.textContent = "Reintentar";
      boton.addEventListener("click", () => {
        const fuente = document.contains(causa) ? causa : destino;
        caja.remove();
        htmx.ajax(pedido.verb, pedido.path, { source: fuente, target: destino, swap: destino.id === "lista" ? "outerHTML" : "innerHTML" }).catch(() => {});
      });
      caja.append(boton);
    }
    $$(".fallo-parte", destino).forEach((vieja) => vieja.remove());
    if (destino.id === "lista") destino.prepend(caja);
    else destino.replaceChildren(caja);
  };
  for (const nombre of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(nombre, fallo);

  // --- Al abrir la página ----------------------------------------------------------------------
  const alAbrir = () => {
    const errores = $("#errores");
    if (errores) errores.focus();
    const mensajes = $$("[data-mensaje]").map((m) => m.textContent).join(" ");
    if (mensajes) anunciar(mensajes);
    $$("[data-deshacer]").forEach((forma) => setTimeout(() => forma.remove(), 10000));
    const letras = $("[data-teclas-secciones]");
    if (letras) letras.textContent = `(${$$("a[data-tecla]").map((a) => `${a.dataset.tecla} ${a.textContent.trim()}`).join(" · ")})`;
    const interruptor = $("#teclas-activas");
    if (interruptor) interruptor.checked = conTeclas();
  };

  // --- Menú, desplegables, pestañas, casillas --------------------------------------------------
  document.addEventListener("click", (e) => {
    $$("details.dropdown[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; });
    const menu = e.target.closest("[data-menu]");
    if (menu) {
      const abierto = document.body.classList.toggle("menu-abierto");
      menu.setAttribute("aria-expanded", String(abierto));
      if (abierto) $("#menu a").focus();
    }
    const filtros = e.target.closest("[data-filtros]");
    if (filtros) filtros.setAttribute("aria-expanded", String(filtros.form.classList.toggle("abiertos")));
    if (e.target.closest("[data-ver-teclas]")) $("#teclas").showModal();
    const pestana = e.target.closest("[data-pestana]");
    if (pestana && !e.ctrlKey && !e.metaKey) abrirPestana(pestana);
    if (!e.target.closest(".buscador")) cerrarResultados();
  });
  const abrirPestana = (pestana) => {
    $$("[data-pestana]").forEach((p) => {
      p.classList.toggle("active", p === pestana);
      if (p === pestana) p.setAttribute("aria-current", "page");
      else p.removeAttribute("aria-current");
    });
    $("[data-pestanas]").value = pestana.dataset.pestana;
    $$(".vecinos a[rel]").forEach((a) => {
      const url = new URL(a.href);
      url.searchParams.set("pestana", pestana.dataset.pestana);
      a.href = url;
    });
  };
  document.addEventListener("change", (e) => {
    const t = e.target;
    if (t.matches("[data-pestanas]")) $(`[data-pestana="${t.value}"]`).click();
    if (t.id === "teclas-activas") cambiarTeclas(t.checked);
    if (t.matches("[data-marcar-todas]")) $$('[name="claves"]').forEach((c) => { c.checked = t.checked; });
    if (t.matches('[data-marcar-todas], [name="claves"]')) {
      const marcadas = $$('[name="claves"]:checked').length;
      const alcance = $("[data-alcance]");
      if (alcance) alcance.value = marcadas ? "marcadas" : "todas";
      anunciar(marcadas === 1 ? "1 fila marcada" : `${marcadas} filas marcadas`);
    }
  });

  // --- Buscador --------------------------------------------------------------------------------
  let esperaBusqueda;
  const caja = () => $("#buscar-resultados");
  const cerrarResultados = () => { if (caja()) caja().hidden = true; };
  document.addEventListener("input", (e) => {
    if (!e.target.matches("[data-buscador]")) return;
    clearTimeout(esperaBusqueda);
    const texto = e.target.value.trim();
    e.target.inputMode = /^\d/.test(texto) ? "numeric" : "search";
    if (texto.length < 2) { cerrarResultados(); return; }
    esperaBusqueda = setTimeout(() => { caja().hidden = false; htmx.trigger(caja(), "buscar"); }, 250);
  });
  document.addEventListener("htmx:afterSettle", (e) => {
    if (!e.detail.target.closest("#buscar-resultados")) return;
    const cuantos = $$("[data-resultado]", caja()).length;
    $("#buscar-nada").hidden = cuantos > 0 || Boolean($("[aria-busy]", caja()));
    anunciar(cuantos === 1 ? "1 resultado" : `${cuantos} resultados`);
  });
  const teclaDeBuscador = (e) => {
    const resultados = $$("[data-resultado]", caja());
    const actual = resultados.indexOf(document.activeElement);
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      if (!resultados.length) return;
      e.preventDefault();
      const siguiente = actual + (e.key === "ArrowDown" ? 1 : -1);
      if (siguiente < 0) $("#buscar-q").focus();
      else resultados[Math.min(siguiente, resultados.length - 1)].focus();
    } else if (e.key === "Enter" && resultados.length && !caja().hidden) {
      const elegido = actual >= 0 ? resultados[actual] : resultados.length === 1 ? resultados[0] : null;
      if (!elegido) return;
      e.preventDefault();
      if (e.ctrlKey || e.metaKey) window.open(elegido.href, "_blank", "noopener");
      else location.assign(elegido.href);
    }
  };

  // --- Teclas ----------------------------------------------------------------------------------
  const conTeclas = () => document.body.dataset.teclas !== "0";
  const cambiarTeclas = async (activas) => {
    document.body.dataset.teclas = activas ? "1" : "0";
    const datos = new URLSearchParams({ activas: activas ? "1" : "0" });
    await fetch(document.body.dataset.urlTeclas, { method: "POST", body: datos, headers: { "X-CSRFToken": galleta("csrftoken") } });
    anunciar(activas ? "Teclas encendidas" : "Teclas apagadas");
  };
  const escribe = (t) => t.isContentEditable || t.matches("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
  const filas = () => $$("#lista tbody tr, main .tabla tbody tr").filter((f, i, todas) => todas.indexOf(f) === i);
  let tras_g = 0;
  const mover = (paso) => {
    const todas = filas();
    if (!todas.length) return;
    const donde = todas.findIndex((f) => f.classList.contains("actual"));
    const nueva = todas[Math.max(0, Math.min(todas.length - 1, donde + paso))];
    todas.forEach((f) => f.classList.remove("actual"));
    nueva.classList.add("actual");
    const enlace = $("a.abrir, a", nueva);
    if (enlace) enlace.focus();
    else { nueva.tabIndex = -1; nueva.focus(); }
  };
  const pulsar = (selector) => { const a = $(selector); if (a) a.click(); return Boolean(a); };
  const escape = (e) => {
    const abierto = $("details.dropdown[open]");
    if (abierto) { abierto.open = false; $("summary", abierto).focus(); return true; }
    if (document.body.classList.contains("menu-abierto")) return pulsar("[data-menu]");
    if (caja() && !caja().hidden) { cerrarResultados(); return true; }
    if (escribe(e.target)) { e.target.blur(); return true; }
    return conTeclas() && pulsar("[data-volver]");
  };
  const ACTOS = {
    "/": () => { const b = $("#buscar-q, #buscar-entero"); if (b) { b.focus(); b.select(); } return Boolean(b); },
    "?": () => { $("#teclas").showModal(); return true; },
    g: () => { tras_g = Date.now(); return true; },
    j: () => { mover(1); return true; },
    k: () => { mover(-1); return true; },
    x: () => pulsar("tr.actual [name=claves]"),
    f: () => { const c = $("#filtros input:not([type=hidden]), #filtros select"); if (c) c.focus(); return Boolean(c); },
    n: () => pulsar("[data-primario]"),
    "[": () => pulsar(".vecinos a[rel=prev]"),
    "]": () => pulsar(".vecinos a[rel=next]"),
    Enter: () => !document.activeElement.matches("a, button, summary, input") && pulsar("tr.actual a.abrir, tr.actual a"),
  };
  document.addEventListener("keydown", (e) => {
    if (e.defaultPrevented || e.isComposing || $("dialog[open]")) return;
    if ((e.ctrlKey || e.metaKey) && e.key === "Enter") {
      if (e.target.closest(".buscador")) return teclaDeBuscador(e);
      const forma = e.target.closest("form[method=post]") || $("main form.formulario[method=post]");
      if (forma) { e.preventDefault(); forma.requestSubmit(); }
      return;
    }
    if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === "k") {
      if (ACTOS["/"]()) e.preventDefault();
      return;
    }
    if (e.key === "Escape") { if (escape(e)) e.preventDefault(); return; }
    if (e.target.closest(".buscador")) teclaDeBuscador(e);
    if (e.defaultPrevented || escribe(e.target) || e.ctrlKey || e.metaKey || e.altKey || !conTeclas()) return;
    if (tras_g && Date.now() - tras_g < 1500) {
      tras_g = 0;
      if (pulsar(`a[data-tecla="${CSS.escape(e.key)}"]`)) e.preventDefault();
      return;
    }
    tras_g = 0;
    if (/^[1-9]$/.test(e.key)) {
      const pestana = $$("[data-pestana]")[Number(e.key) - 1];
      if (pestana) { e.preventDefault(); pestana.click(); }
    } else if (ACTOS[e.key] && ACTOS[e.key]()) e.preventDefault();
  });

  window.pc = { $, $$, galleta, anunciar };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", alAbrir);
  else alAbrir();
})();
