/* Says that a page's check is late once it is, by the reader's own calendar. Without it the page speaks for the day it was made. */
(function () {
  "use strict";
  var now = new Date();
  var two = function (number) { return (number < 10 ? "0" : "") + number; };
  var today = now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  document.querySelectorAll("[data-due]").forEach(function (one) {
    if (one.dataset.due < today) { one.textContent = one.dataset.late; }
  });
})();
