/* SPDX-License-Identifier: EUPL-1.2
 *
 * Gives a name to what Django's admin leaves nameless for who hears the page. Nothing breaks
 * without it.
 */
"use strict";

// A field in a list is called as its column and its row.
for (const field of document.querySelectorAll("#result_list tbody td :is(input, select)")) {
  const column = field.closest("table").tHead.rows[0].cells[field.closest("td").cellIndex];
  const row = field.closest("tr").querySelector("th");
  if (row && !field.getAttribute("aria-label")) {
    field.setAttribute("aria-label", `${column.textContent.trim()}: ${row.textContent.trim()}`);
  }
}
