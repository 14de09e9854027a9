// Formularios: borradores en el navegador, un solo envío y reingreso en el sitio. Va después de marco.js.
(() => {
  "use strict";
  const { $, $$, galleta, anunciar } = window.pc;
  const usuario = document.body.dataset.usuario || "";
  const UN_MES = 30 * 24 * 3600 * 1000;
  const SIN_CONTACTO = 60 * 1000;
  let contacto = Date.now(); // cuándo respondió el servidor por última vez con la sesión viva

  // --- Borradores ------------------------------------------------------------------------------
  const conBorrador = () => $$("form[method=post]").filter((f) => usuario && !f.hasAttribute("data-sin-borrador"));
  const llave = (ruta, forma) => `pc:borrador:${usuario}:${ruta}:${forma.id || conBorrador().indexOf(forma)}`;
  const campos = (forma) => [...forma.elements].filter(
    // `_antes` va en el borrador: lo recuperado se compara con lo que había cuando se escribió.
    (c) => c.name === "_antes" || (c.name && c.name !== "csrfmiddlewaretoken" && !["hidden", "password", "file", "submit", "button"].includes(c.type) && c.tagName !== "BUTTON"),
  );
  const valor = (c) => {
    if (c.type === "checkbox" || c.type === "radio") return c.checked;
    return c.multiple ? [...c.selectedOptions].map((o) => o.value) : c.value;
  };
  const clave = (c) => (c.type === "checkbox" || c.type === "radio" ? `${c.name}=${c.value}` : c.name);
  const leer = (forma) => Object.fromEntries(campos(forma).map((c) => [clave(c), valor(c)]));
  const poner = (forma, datos) => campos(forma).forEach((c) => {
    if (!(clave(c) in datos)) return;
    const v = datos[clave(c)];
    if (c.type === "checkbox" || c.type === "radio") c.checked = v;
    else if (c.multiple) [...c.options].forEach((o) => { o.selected = v.includes(o.value); });
    else c.value = v;
    c.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const guardarBorrador = (forma) => {
    try {
      localStorage.setItem(llave(location.pathname, forma), JSON.stringify({ en: Date.now(), datos: leer(forma) }));
    } catch { /* memoria del navegador llena o vetada: el formulario funciona igual, sin borrador */ }
  };
  const esperas = new WeakMap();
  document.addEventListener("input", (e) => {
    const forma = e.target.form;
    if (!forma || !conBorrador().includes(forma)) return;
    clearTimeout(esperas.get(forma));
    esperas.set(forma, setTimeout(() => guardarBorrador(forma), 300));
  });
  window.addEventListener("pagehide", () => conBorrador().forEach((f) => { if (f.dataset.tocado) guardarBorrador(f); }));
  document.addEventListener("input", (e) => { if (e.target.form) e.target.form.dataset.tocado = "1"; });

  const borrarGuardados = () => {
    const guardado = decodeURIComponent(galleta("guardado"));
    if (!guardado) return;
    document.cookie = "guardado=; Max-Age=0; path=/; SameSite=Lax";
    Object.keys(localStorage).filter((k) => k.startsWith(`pc:borrador:${usuario}:${guardado}:`)).forEach((k) => localStorage.removeItem(k));
  };
  const ofrecer = (forma) => {
    const k = llave(location.pathname, forma);
    let borrador;
    try { borrador = JSON.parse(localStorage.getItem(k)); } catch { borrador = null; }
    if (!borrador) return;
    const igual = JSON.stringify(borrador.datos) === JSON.stringify(leer(forma));
    if (igual || Date.now() - borrador.en > UN_MES || $("#errores")) return;
    const aviso = document.createElement("div");
    aviso.className = "alert alert-info borrador";
    const cuando = new Date(borrador.en).toLocaleString("es-PE", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hour12: false });
    aviso.append(`Hay un borrador tuyo del ${cuando}. `);
    const boton = (texto, acto) => {
      const b = document.createElement("button");
      b.type = "button";
      b.className = "btn btn-sm";
      b.textContent = texto;
      b.addEventListener("click", () => { acto(); aviso.remove(); });
      aviso.append(b, " ");
    };
    boton("Recuperar borrador", () => {
      poner(forma, borrador.datos);
      const primero = campos(forma)[0];
      if (primero) primero.focus();
    });
    boton("Descartar borrador", () => localStorage.removeItem(k));
    forma.before(aviso);
    anunciar(aviso.firstChild.textContent);
  };

  // --- Reingreso -------------------------------------------------------------------------------
  const viva = async () => {
    const r = await fetch(document.body.dataset.sesion, { headers: { Accept: "text/plain" }, cache: "no-store" });
    if (r.status === 204) {
      contacto = Date.now();
      if (r.headers.get("X-Usuario") !== usuario) location.reload(); // entró otra persona: esta página no es suya
    }
    return r.status === 204;
  };
  let reingreso = null;
  const reingresar = () => {
    reingreso ||= new Promise((listo) => {
      const dialogo = document.createElement("dialog");
      dialogo.className = "dialogo";
      dialogo.setAttribute("aria-labelledby", "reingreso-titulo");
      const titulo = document.createElement("h2");
      titulo.id = "reingreso-titulo";
      titulo.textContent = "Tu sesión terminó";
      const texto = document.createElement("p");
      texto.textContent = "Entra otra vez: lo que escribiste sigue en la página.";
      const hueco = document.createElement("div");
      dialogo.append(titulo, texto, hueco);
      document.body.append(dialogo);
      const mostrar = (html, base) => {
        const forma = $("main form[method=post]", new DOMParser().parseFromString(html, "text/html"));
        if (!forma) { location.reload(); return; }
        $$("script", forma).forEach((s) => s.remove());
        forma.setAttribute("action", new URL(forma.getAttribute("action") || "", base));
        forma.className = "";
        forma.dataset.reingreso = "1";
        hueco.replaceChildren(document.importNode(forma, true));
        const primero = $("input:not([type=hidden])", hueco);
        if (primero) primero.focus();
      };
      dialogo.addEventListener("submit", async (e) => {
        e.preventDefault();
        const r = await fetch(e.target.action, { method: "POST", body: new FormData(e.target) });
        if (await viva()) {
          dialogo.close();
          dialogo.remove();
          reingreso = null;
          anunciar("Entraste otra vez.");
          listo();
        } else mostrar(await r.text(), r.url);
      });
      dialogo.addEventListener("cancel", (e) => e.preventDefault());
      dialogo.showModal();
      fetch(document.body.dataset.entrar).then(async (r) => mostrar(await r.text(), r.url));
    });
    return reingreso;
  };
  const pendientes = new Map();
  const esEntrada = (xhr) => Boolean(document.body.dataset.entrar && xhr.responseURL && new URL(xhr.responseURL).pathname === document.body.dataset.entrar);
  document.addEventListener("htmx:beforeOnLoad", (e) => {
    if (!esEntrada(e.detail.xhr)) { contacto = Date.now(); return; }
    e.preventDefault(); // el log-in no se dibuja dentro de la lista
    const { requestConfig: pedido, target, elt } = e.detail;
    const primera = !pendientes.size;
    pendientes.set(elt, { pedido, target }); // de cada pieza solo se repite lo último que pidió
    if (!primera) return;
    reingresar().then(() => {
      const repetir = [...pendientes];
      pendientes.clear();
      for (const [fuente, { pedido: p, target: destino }] of repetir) {
        const values = Object.fromEntries(p.formData);
        htmx.ajax(p.verb, p.path, { source: fuente, target: destino, values }).catch(() => {}); // el fallo ya se muestra en su hueco
      }
    });
  });

  // --- Un solo envío ---------------------------------------------------------------------------
  const ocupar = (forma, boton) => {
    forma.dataset.enviando = "1";
    const b = boton || $("button:not([type=button])", forma);
    if (!b) return;
    b.dataset.antes = b.textContent;
    b.setAttribute("aria-disabled", "true");
    setTimeout(() => { b.classList.add("disabled"); b.textContent = "Guardando…"; }, 0);
  };
  const soltar = (forma) => {
    delete forma.dataset.enviando;
    $$("[aria-disabled][data-antes]", forma).forEach((b) => {
      b.textContent = b.dataset.antes;
      b.classList.remove("disabled");
      b.removeAttribute("aria-disabled");
    });
  };
  document.addEventListener("submit", async (e) => {
    const forma = e.target;
    if (e.defaultPrevented || forma.method !== "post" || forma.dataset.reingreso || forma.matches("[hx-post], [hx-put]")) return;
    if (forma.dataset.enviando) { e.preventDefault(); return; }
    const ficha = $("[name=csrfmiddlewaretoken]", forma);
    if (usuario && !forma.dataset.comprobada && Date.now() - contacto > SIN_CONTACTO) {
      e.preventDefault();
      if (conBorrador().includes(forma)) guardarBorrador(forma);
      try {
        if (!(await viva())) await reingresar();
      } catch {
        anunciar("Sin conexión. Lo que escribiste sigue aquí; reintenta.");
        return;
      }
      forma.dataset.comprobada = "1";
      forma.requestSubmit(e.submitter || undefined);
      return;
    }
    delete forma.dataset.comprobada;
    if (ficha && galleta("csrftoken")) ficha.value = galleta("csrftoken");
    ocupar(forma, e.submitter);
  });
  document.addEventListener("htmx:beforeRequest", (e) => { if (e.detail.elt.matches("form[hx-post]")) ocupar(e.detail.elt); });
  document.addEventListener("htmx:afterRequest", (e) => { if (e.detail.elt.matches("form[hx-post]")) soltar(e.detail.elt); });
  window.addEventListener("pageshow", (e) => { if (e.persisted) $$("form").forEach(soltar); });

  borrarGuardados();
  conBorrador().forEach(ofrecer);
})();
