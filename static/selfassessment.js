/* SPDX-License-Identifier: EUPL-1.2
 *
 * Comfort for the form of a category: each control is saved as it changes, says so, and keeps
 * trying when the connection is gone. Without this script the form works with its buttons.
 */

"use strict";

(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;

  const AFTER_CHOICE = 300;
  const AFTER_TYPING = 1500;
  const AGAIN = 5000;
  const NO_CONNECTION =
    "Nog niet bewaard: er is geen verbinding. Uw tekst staat nog op deze pagina. Laat haar open: we proberen het steeds opnieuw.";
  const LOGGED_OUT =
    "Nog niet bewaard: u bent niet meer ingelogd. Laat deze pagina open en log in op een ander tabblad. Daarna bewaren we uw tekst vanzelf.";
  const NO_ACCESS =
    "Niet bewaard: u kunt deze categorie niet meer invullen. Kopieer uw tekst en vraag uw aanspreekpunt om toegang.";

  // section -> how often it was edited since it was last saved; absent when all is saved
  const edits = new Map();
  const timers = new WeakMap();

  const sections = () => [...form.querySelectorAll("section.control")];
  const isEvidence = (field) => field.name.includes("-evidence-");

  function say(section, text, failed = false) {
    const line = section.querySelector(".save-state");
    line.textContent = text;
    line.classList.toggle("save-failed", failed);
  }

  function edited(section, delay) {
    edits.set(section, (edits.get(section) || 0) + 1);
    say(section, "Nog niet bewaard");
    clearTimeout(timers.get(section));
    timers.set(section, setTimeout(() => save(section), delay));
  }

  /* A piece of evidence is added with a button: half of one must not be saved. */
  function fieldsOf(section) {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const field of section.querySelectorAll("input, select, textarea")) {
      const isOff = field.type === "radio" && !field.checked;
      if (!isEvidence(field) && !isOff) data.set(field.name, field.value);
    }
    return data;
  }

  /* Return what the server says of the posted controls, or throw the words for what went wrong. */
  async function post(data) {
    let response;
    try {
      response = await fetch(form.action, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
      });
    } catch {
      throw NO_CONNECTION;
    }
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    if (response.ok && isJson) return response.json();
    if (response.status === 404) throw NO_ACCESS;
    if (response.status === 403) await renewToken();
    throw response.redirected || response.status === 403 ? LOGGED_OUT : NO_CONNECTION;
  }

  /* Logging in again changes the token that a post must carry. */
  async function renewToken() {
    try {
      const page = await (await fetch(location.href)).text();
      const token = new DOMParser()
        .parseFromString(page, "text/html")
        .querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
      if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    } catch {
      // no connection: the next attempt says so
    }
  }

  async function save(section) {
    const count = edits.get(section);
    try {
      const { rows } = await post(fieldsOf(section));
      take(section, rows[section.dataset.key], count);
    } catch (words) {
      failed([section], words);
    }
  }

  function failed(unsaved, words) {
    if (typeof words !== "string") throw words;
    for (const section of unsaved) {
      say(section, words, true);
      clearTimeout(timers.get(section));
      if (words !== NO_ACCESS) timers.set(section, setTimeout(() => save(section), AGAIN));
    }
  }

  /* Show what became of a control. What was typed since it was sent stays, and goes next. */
  function take(section, row, count) {
    if (!row) return;
    const isLatest = edits.get(section) === count;
    const isDone = row.state !== "error" && row.state !== "conflict";
    if (isDone && row.state !== "renewed") {
      section.querySelector(`[name="${section.dataset.key}-seen"]`).value = row.version;
      if (isLatest && (edits.delete(section) || row.state === "saved")) {
        say(section, `Bewaard om ${new Date().toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" })} uur`);
      }
    }
    if (row.html && isLatest) {
      const fresh = redraw(section, row.html);
      edits.delete(section);
      if (!isDone) {
        edits.set(fresh, 1);
        say(fresh, "Nog niet bewaard: zie de melding hierboven.", true);
      }
    }
  }

  function redraw(section, html) {
    const active = section.contains(document.activeElement) ? document.activeElement : null;
    const caret = active && "selectionStart" in active ? active.selectionStart : null;
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("section");
    section.replaceWith(fresh);
    const same = active && fresh.querySelector(`[name="${active.name}"]`);
    if (same) {
      same.focus();
      if (caret !== null) same.setSelectionRange(caret, caret);
    }
    return fresh;
  }

  form.addEventListener("input", (event) => {
    const section = event.target.closest("section.control");
    if (section && !isEvidence(event.target)) edited(section, AFTER_TYPING);
  });

  form.addEventListener("change", (event) => {
    const section = event.target.closest("section.control");
    if (section && !isEvidence(event.target)) edited(section, AFTER_CHOICE);
  });

  /* A button saves the whole page; then go on in this page if that can be. */
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const before = new Map(edits);
    const pending = sections().filter((section) => edits.has(section));
    for (const section of pending) clearTimeout(timers.get(section));
    let told;
    try {
      told = await post(new FormData(form, event.submitter));
    } catch (words) {
      const here = event.submitter && event.submitter.closest("section.control");
      failed(here ? [...new Set([here, ...pending])] : pending.length ? pending : sections().slice(0, 1), words);
      return;
    }
    for (const section of sections()) take(section, told.rows[section.dataset.key], before.get(section));
    const troubled = sections().find((section) => section.querySelector(".error-message, .conflict"));
    const next = document.getElementById(new URL(told.location, location.href).hash.slice(1));
    if (troubled) {
      troubled.scrollIntoView();
      troubled.querySelector(".conflict input, .error-message + *").focus();
    } else if (next && edits.size === 0) {
      next.scrollIntoView();
      next.querySelector("select").focus();
    } else if (edits.size === 0) {
      location.assign(told.location);
    }
  });

  window.addEventListener("online", () => {
    for (const section of edits.keys()) save(section);
  });

  window.addEventListener("beforeunload", (event) => {
    const isTyped = [...form.querySelectorAll("[name*='-evidence-']")].some((field) => field.value);
    if (edits.size > 0 || isTyped) event.preventDefault();
  });
})();
