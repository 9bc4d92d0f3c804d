/* SPDX-License-Identifier: EUPL-1.2
 *
 * Gives a name to what Django's admin leaves nameless for who hears the page. Nothing breaks
 * without it.
 */
"use strict";

// The cross that empties a whole choice stands in a list where only items may stand.
for (const select of document.querySelectorAll("select.admin-autocomplete[multiple]")) {
  select.dataset.allowClear = "false";
}

// A field in a list is called as its column and its row.
for (const field of document.querySelectorAll("#result_list tbody td :is(input, select)")) {
  const column = field.closest("table").tHead.rows[0].cells[field.closest("td").cellIndex];
  const row = field.closest("tr").querySelector("th");
  if (row && !field.getAttribute("aria-label")) {
    field.setAttribute("aria-label", `${column.textContent.trim()}: ${row.textContent.trim()}`);
  }
}

// The search boxes of the choices come when Django's own script has made them.
new MutationObserver(() => {
  for (const box of document.querySelectorAll(".select2-search__field:not([aria-label])")) {
    const select = box.closest(".select2-container").previousElementSibling;
    box.setAttribute("aria-label", select.labels[0].textContent.replace(":", ""));
  }
}).observe(document.body, { childList: true, subtree: true });
