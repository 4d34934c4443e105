"use strict";
(function () {
  var body = document.body;
  var group = document.getElementById("group");
  var size = document.getElementById("size");
  var cause = document.getElementById("cause");
  var all = document.getElementById("all");
  var count = document.getElementById("count");
  var nothing = document.getElementById("nothing");
  var parts = Array.prototype.slice.call(document.querySelectorAll(".part"));
  var units = parts.map(function (part) {
    return Array.prototype.slice.call(part.querySelectorAll(".unit.diff"));
  });
  var shown = [];
  var current = -1;

  function fits(unit) {
    var least = parseFloat(size.value);
    if (cause.value && unit.dataset.causes.indexOf(" " + cause.value + " ") < 0) return false;
    // A threshold is about figures: texts without any stay, lest a change be overlooked.
    return !(least > 0) || unit.dataset.size === "" || parseFloat(unit.dataset.size) >= least;
  }

  function apply() {
    var total = 0;
    shown = [];
    mark(-1);
    body.classList.toggle("only", !all.checked);
    parts.forEach(function (part, index) {
      var here = !group.value || part.dataset.group === group.value;
      var fitting = units[index].filter(function (unit) {
        var fit = here && fits(unit);
        unit.classList.toggle("filtered", !fit);
        return fit;
      });
      var narrowed = cause.value || parseFloat(size.value) > 0 || !all.checked;
      part.classList.toggle("filtered", !here || (narrowed && !fitting.length));
      part.querySelectorAll("table").forEach(function (table) {
        var rows = table.querySelectorAll(".unit.diff");
        var left = table.querySelectorAll(".unit.diff:not(.filtered)");
        table.classList.toggle("filtered", rows.length > 0 && !left.length && !all.checked);
      });
      shown = shown.concat(fitting);
      total += units[index].length;
    });
    count.textContent = "显示 " + shown.length + " / " + total + " 处";
    reach();
    nothing.hidden = shown.length > 0 || all.checked || total === 0;
  }

  // What is cut off must be within reach of the keyboard; what is not would only be one more stop.
  function reach() {
    document.querySelectorAll(".scroll").forEach(function (each) {
      if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
      else each.removeAttribute("tabindex");
    });
  }

  function mark(index) {
    document.querySelectorAll(".current").forEach(function (each) { each.classList.remove("current"); });
    current = index;
  }

  function go(index) {
    if (!shown.length) return;
    mark(Math.max(0, Math.min(shown.length - 1, index)));
    shown[current].classList.add("current");
    shown[current].scrollIntoView({ block: "center" });
    shown[current].focus({ preventScroll: true });
  }

  function section(step) {
    var here = current < 0 ? null : shown[current].closest(".part");
    var index = current < 0 ? (step > 0 ? 0 : shown.length - 1) : current;
    while (shown[index] && shown[index].closest(".part") === here) index += step;
    if (!shown[index]) return;
    var target = shown[index].closest(".part");
    while (shown[index - 1] && shown[index - 1].closest(".part") === target) index -= 1;
    go(index);
  }

  function reset() {
    group.value = ""; size.value = ""; cause.value = ""; all.checked = false;
    apply();
  }

  var keys = {
    j: function () { go(current + 1); }, k: function () { go(current - 1); },
    n: function () { section(1); }, p: function () { section(-1); },
    a: function () { all.checked = !all.checked; apply(); },
    g: function () { group.focus(); }, "/": function () { size.focus(); },
  };

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { document.activeElement.blur(); reset(); return; }
    if (/^(INPUT|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox") return;
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  document.addEventListener("click", function (event) {
    if (event.target.classList.contains("only-this")) {
      group.value = ""; size.value = ""; cause.value = event.target.dataset.cause;
      apply(); go(0);
    } else if (event.target.classList.contains("cause")) {
      var change = document.querySelector(event.target.getAttribute("href"));
      var folded = change.closest("details");
      if (folded) folded.open = true;
      mark(current); change.classList.add("current");
    }
  });
  document.getElementById("filters").addEventListener("submit", function (event) { event.preventDefault(); });
  [group, size, cause, all].forEach(function (each) { each.addEventListener("input", apply); });
  window.addEventListener("resize", reach);
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (each) { each.open = true; });
  });
  apply();
})();
