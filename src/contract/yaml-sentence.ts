/** What a YAML parser finds wrong, in plain words that say what to write instead. No value of the file is quoted. */
export function yamlSentence(code: string, message: string): string {
  if (code === 'MISSING_CHAR') return missingSign(message)
  return SENTENCES[code] ?? 'this line cannot be read as YAML; compare it with a line that works, and put texts with : # { or [ in quotes'
}

const SENTENCES: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'this key is written twice; keep one of them',
  TAB_AS_INDENT: 'a tab indents this line; use spaces',
  MULTIPLE_DOCS: 'the file holds several documents (---); keep one',
  BAD_ALIAS: 'this alias (*name) is not defined; write the value out, or put it in quotes if it is a text',
  NON_STRING_KEY: 'a list or a map stands where a key belongs; write name: value',
  BAD_INDENT: 'this line is indented differently from those around it, or a bracket above it is not closed',
  BLOCK_AS_IMPLICIT_KEY: 'a key: value pair stands inside another value; put it on a line of its own, or put the value in quotes',
  BLOCK_IN_FLOW: 'a { or [ above this line is not closed, or a list with - stands inside it',
  MULTILINE_IMPLICIT_KEY: 'a colon is missing behind this key, or a text goes over several lines; write name: value',
  BAD_SCALAR_START: 'a text may not begin with this sign; put it in quotes',
  BAD_DQ_ESCAPE: 'this \\ means nothing in double quotes; write \\\\, or use single quotes',
  TAG_RESOLVE_FAILED: 'a word that begins with ! is not known here; put the text in quotes',
  UNEXPECTED_TOKEN:
    'something stands here that does not belong: look for a bracket, a quote or a comma too many, or one that is missing above',
}

function missingSign(message: string): string {
  if (/quote/.test(message)) return 'a text begins with a quote and does not end with one; close it'
  if (/map values/.test(message)) return 'this is no name: value; put a colon and a space behind the name'
  if (/space after :/.test(message)) return 'a space is missing behind the colon'
  if (/Comments must/.test(message)) return 'a space is missing before the #, which begins a remark; put the text in quotes if it is none'
  if (/ - indicator/.test(message)) return 'an item of this list does not begin with - and a space'
  return 'a quote, a comma or a bracket is missing here or above'
}
