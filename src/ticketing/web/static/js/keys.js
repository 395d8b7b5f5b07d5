"use strict";
// Forms that a security key answers (WebAuthn): fetch what to ask, ask the key, send its answer with the form.
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const described = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const ask = {
    async create(options) {
      const made = await navigator.credentials.create({ publicKey: {
        ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
        excludeCredentials: described(options.excludeCredentials),
      } });
      return answerOf(made, { attestationObject: text(made.response.attestationObject) });
    },
    async get(options) {
      const used = await navigator.credentials.get({ publicKey: {
        ...options, challenge: bytes(options.challenge), allowCredentials: described(options.allowCredentials),
      } });
      return answerOf(used, { authenticatorData: text(used.response.authenticatorData), signature: text(used.response.signature) });
    },
  };

  function answerOf(key, response) {
    return JSON.stringify({
      id: key.id, rawId: text(key.rawId), type: key.type,
      response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
    });
  }

  function say(form, sentence, kind) {
    const place = form.querySelector("[data-key-said]");
    place.className = sentence ? `said said--${kind} mt-3` : "mt-3";
    place.textContent = sentence;
  }

  async function answer(form) {
    if (!window.PublicKeyCredential) return say(form, form.dataset.none, "bad");
    const asked = await fetch(form.dataset.askAt, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    if (asked.status === 401) return window.location.reload();
    const options = await asked.json();
    if (!asked.ok) return say(form, options.sentence, "bad");
    say(form, form.dataset.wait, "good");
    try {
      form.querySelector("[data-key-answer]").value = await ask[form.dataset.key](options);
    } catch (problem) {
      return say(form, problem.name === "SecurityError" ? form.dataset.site : form.dataset.failed, "bad");
    }
    return form.submit(); // asks for no second submit event
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-key]");
    if (!form) return;
    event.preventDefault();
    event.stopPropagation();
    answer(form).catch(() => say(form, form.dataset.failed, "bad"));
  }, true);
})();
