/* SPDX-License-Identifier: EUPL-1.2
 *
 * Gives a name to what Django's admin leaves nameless for who hears the page. Nothing breaks
 * without it.
 */
"use strict";

// A long row of check boxes: all of them or none, at one press.
for (const boxes of document.querySelectorAll("#id_regions, #id_contact_of, #id_member_of")) {
  const inputs = boxes.querySelectorAll("input");
  const row = document.createElement("p");
  row.className = "all-or-none";
  for (const [label, checked] of [["Alles", true], ["Niets", false]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => inputs.forEach((input) => (input.checked = checked)));
    row.append(button, " ");
  }
  boxes.prepend(row);
}

// A field in a list is called as its column and its row.
for (const field of document.querySelectorAll("#result_list tbody td :is(input, select)")) {
  const column = field.closest("table").tHead.rows[0].cells[field.closest("td").cellIndex];
  const row = field.closest("tr").querySelector("th");
  if (row && !field.getAttribute("aria-label")) {
    field.setAttribute("aria-label", `${column.textContent.trim()}: ${row.textContent.trim()}`);
  }
}
