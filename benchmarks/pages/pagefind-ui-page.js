/* As Pagefind's documentation says to do it. */
new PagefindUI({ element: '#search', showSubResults: false, showImages: false });
