/* What MkDocs' pages tell its search. */
var base_url = '.';
