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
  const PATIENCE = 30000;
  const UNREACHABLE =
    "Nog niet bewaard: het loket antwoordt niet. Uw tekst staat nog op deze pagina. Laat haar open: we proberen het steeds opnieuw.";
  const LOGGED_OUT =
    "Nog niet bewaard: u bent niet meer ingelogd. Laat deze pagina open en log in op een ander tabblad. Daarna bewaren we uw tekst vanzelf.";
  const NO_ACCESS =
    "Niet bewaard: u kunt deze categorie niet meer invullen. Kopieer uw tekst en vraag uw aanspreekpunt om toegang.";
  const REFUSED =
    "Niet bewaard: het loket nam dit niet aan. Maak uw toelichting korter; dan bewaren we haar vanzelf.";
  const NOT_REMOVED =
    "Het bewijs is nog niet weggehaald: het loket antwoordt niet. Probeer het straks opnieuw.";
  const HALF_DATE =
    "Nog niet bewaard: de datum is niet af. Vul dag, maand en jaar in, of maak het vak leeg.";
  const CHOOSE = "Nog niet bewaard: kies hierboven welke tekst blijft en druk op ‘Bewaar mijn keuze’.";
  const MEND = "Nog niet bewaard: zie de melding hierboven.";

  // section -> how often it was edited since it was last saved; absent when all is saved
  const edits = new Map();
  // section -> what was sent and never answered: perhaps it was saved, perhaps not
  const unanswered = new Map();
  const timers = new WeakMap();
  // One request at a time: a second one would not know the version that the first one makes.
  let turn = Promise.resolve();

  const sections = () => [...form.querySelectorAll("section.control")];
  const isEvidence = (field) => field.name.includes("-evidence-");
  const evidenceIn = (place) =>
    [...place.querySelectorAll("[name*='-evidence-']")].some((field) => field.value);
  const isStuck = (section) => section.querySelector(".error-message, .conflict") !== null;

  function say(section, text, isTrouble = false) {
    const line = section.querySelector(".save-state");
    // Screen readers speak the line each time it is set.
    if (line.textContent !== text) line.textContent = text;
    line.classList.toggle("save-failed", isTrouble);
  }

  function later(section, delay) {
    clearTimeout(timers.get(section));
    timers.set(section, setTimeout(() => save(section), delay));
  }

  function save(section, button) {
    const mine = turn.then(() => attempt(section, button));
    turn = mine.catch(() => {});
    return mine;
  }

  /* Save one control, for a pressed button or by itself. Return where the button leads, if all
   * is well. */
  async function attempt(section, button) {
    clearTimeout(timers.get(section));
    const isRemoval = button?.name === "remove";
    if (!button && (!edits.has(section) || section.querySelector(".conflict"))) return "";
    const half = fieldsOf(section, button).find((field) => field.validity.badInput);
    if (half) {
      say(section, HALF_DATE, true);
      if (button) half.focus();
      return "";
    }
    // Learn first what became of the last attempt, or its text would seem somebody else's.
    if (button && unanswered.has(section)) await attempt(section);
    if (button && unanswered.has(section)) return "";
    if (button && !isRemoval && !edits.has(section)) edits.set(section, 1);
    const sent = unanswered.get(section) || {
      data: dataOf(section, button),
      count: edits.get(section),
    };
    try {
      const told = await post(sent.data);
      unanswered.delete(section);
      take(section, told.rows[section.dataset.key], sent);
      if (edits.has(section) && edits.get(section) !== sent.count) later(section, AFTER_CHOICE);
      return isStuck(section) ? "" : told.location;
    } catch (trouble) {
      const words = typeof trouble === "string" ? trouble : UNREACHABLE;
      if (words === UNREACHABLE && !isRemoval) unanswered.set(section, sent);
      else unanswered.delete(section);
      say(section, isRemoval && words === UNREACHABLE ? NOT_REMOVED : words, true);
      if (edits.has(section) && ![NO_ACCESS, REFUSED].includes(words)) later(section, AGAIN);
      return "";
    }
  }

  /* Evidence goes along with a button only: half a piece must not be saved. */
  function fieldsOf(section, button) {
    return [...section.querySelectorAll("input, select, textarea")].filter(
      (field) => (field.type !== "radio" || field.checked) && (button || !isEvidence(field)),
    );
  }

  function dataOf(section, button) {
    const data = new FormData();
    for (const field of fieldsOf(section, button)) data.set(field.name, field.value);
    if (button?.name) data.set(button.name, button.value);
    return data;
  }

  /* Return what the server says of the posted control, or throw the words for what went wrong. */
  async function post(data, isSecond = false) {
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let response;
    try {
      response = await fetch(form.action, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE),
      });
      // The page to log in answers in JSON as well.
      if (response.ok && !response.redirected) return await response.json();
    } catch {
      throw UNREACHABLE;
    }
    if (response.status === 404) throw NO_ACCESS;
    if (response.status === 403 && !isSecond && (await renewToken())) return post(data, true);
    if (response.redirected || response.status === 403) throw LOGGED_OUT;
    throw response.status < 500 ? REFUSED : UNREACHABLE;
  }

  /* Logging in again changes the token that a post must carry. Say whether there is a new one. */
  async function renewToken() {
    try {
      const page = await (await fetch(location.href)).text();
      const token = new DOMParser()
        .parseFromString(page, "text/html")
        .querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
      if (token) form.elements.csrfmiddlewaretoken.value = token.value;
      return token !== null;
    } catch {
      throw UNREACHABLE;
    }
  }

  /* Show what became of a control. What was typed since it was sent stays, and goes next. */
  function take(section, row, sent) {
    const isDone = row.state === "saved" || row.state === "";
    const isLatest = edits.get(section) === sent.count;
    if (!isDone && !isLatest) return;
    section.querySelector(`[name="${section.dataset.key}-seen"]`).value = row.version;
    redraw(section, row.html, sent.data);
    if (row.state === "conflict") say(section, CHOOSE, true);
    else if (row.state === "error") say(section, MEND, true);
    else if (isLatest) {
      edits.delete(section);
      const time = new Date().toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
      say(section, `Bewaard om ${time} uur`);
    }
  }

  /* Show messages, conflict and evidence as the server drew them. The fields themselves stay,
   * with their focus; one gets another value only if it still holds what was sent. */
  function redraw(section, html, data) {
    const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("section");
    for (const field of section.querySelectorAll(".control-grid :is(input, select, textarea)")) {
      if (data.has(field.name)) renew(field, fresh?.querySelector(`[name="${field.name}"]`), data);
    }
    section.querySelector(".conflict")?.remove();
    const conflict = fresh?.querySelector(".conflict");
    if (conflict) section.querySelector(".control-grid").before(conflict);
    if (fresh) {
      const details = section.querySelector("details");
      section.querySelector(".proofs")?.remove();
      details.before(...fresh.querySelectorAll(".proofs"));
      details.open ||= fresh.querySelector("details").open;
    }
    section.classList.toggle("field-invalid", isStuck(section));
  }

  function renew(field, fresh, data) {
    field.parentElement.querySelector(".error-message")?.remove();
    field.removeAttribute("aria-invalid");
    if (!fresh) return;
    const message = fresh.parentElement.querySelector(".error-message");
    if (message) {
      field.before(message);
      field.setAttribute("aria-invalid", "true");
    }
    if (field.value === data.get(field.name)) field.value = fresh.value;
  }

  /* Bring the reader to a control: to what is wrong there, or else to its first field. */
  function enter(section) {
    const wrong = section.querySelector(".conflict input, .error-message + *");
    section.scrollIntoView();
    (wrong || section.querySelector("select")).focus({ preventScroll: wrong === null });
  }

  function enterAddress() {
    const section = document.getElementById(location.hash.slice(1));
    if (section && form.contains(section)) enter(section);
  }

  function edited(event) {
    const field = event.target;
    const section = field.closest("section.control");
    if (!section || isEvidence(field)) return;
    if (event.type !== "change") edits.set(section, (edits.get(section) || 0) + 1);
    if (!edits.has(section)) return;
    // A date reports a change at every key.
    const isChosen = field.matches("select") || (event.type === "change" && field.type !== "date");
    if (section.querySelector(".conflict")) say(section, CHOOSE, true);
    else if (!unanswered.has(section)) say(section, "Nog niet bewaard");
    later(section, isChosen ? AFTER_CHOICE : AFTER_TYPING);
  }

  form.addEventListener("input", edited);
  form.addEventListener("change", edited);
  // Half a date is no change to the browser.
  form.addEventListener("focusout", (event) => {
    if (event.target.validity?.badInput) edited(event);
  });

  /* A button saves its control, one of the page all that is new; then go on in this page if that
   * can be. */
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = event.submitter;
    const here = button.closest("section.control");
    const rest = sections().filter(
      (section) => section !== here && (edits.has(section) || (!here && evidenceIn(section))),
    );
    for (const section of rest) await save(section, here ? undefined : button);
    goOn(button, here, here ? await save(here, button) : `${form.action}?bewaard=${rest.length}`);
  });

  function goOn(button, here, address) {
    // Who has gone on by hand meanwhile, stays there.
    if (document.activeElement !== button && document.activeElement !== document.body) return;
    const wrong = here ? isStuck(here) && here : sections().find((section) => edits.has(section));
    const next = document.getElementById(new URL(address, location.href).hash.slice(1));
    if (wrong) enter(wrong);
    else if (next && next.contains(button)) return;
    else if (next) enter(next);
    else if (address) location.assign(address);
  }

  /* Enter would press the first button of the page. */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches(".control-grid input")) return;
    event.preventDefault();
    const section = event.target.closest("section");
    const place = event.target.closest("details") || section.querySelector(".actions");
    const button = place.querySelector("button");
    button.focus();
    button.click();
  });

  /* Who follows a link right after typing needs no warning: first save, then go. */
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || edits.size === 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    for (const section of [...edits.keys()]) await save(section);
    location.assign(link.href);
  });

  window.addEventListener("beforeunload", (event) => {
    if (edits.size > 0 || evidenceIn(form)) event.preventDefault();
  });

  // not earlier: the browser itself goes to the address first, and takes the focus away
  window.addEventListener("load", enterAddress);
  window.addEventListener("hashchange", enterAddress);
})();
