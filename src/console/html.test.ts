import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, outsideLink } from './html.ts'

test('what is put into HTML is escaped, in text and in attributes', () => {
  const evil = `"><script>alert('x')</script>&`
  const made = String(html`<b title="${evil}">${evil}</b>`)
  assert.equal(made.includes('<script'), false)
  assert.equal(
    made,
    '<b title="&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;</b>',
  )
})

test('parts: HTML stays HTML, lists are joined, nothing leaves nothing, zero is zero', () => {
  assert.equal(String(html`${[html`<i>a</i>`, 'b<', null]}${false}${undefined}${0}`), '<i>a</i>b&lt;0')
})

test('a link from outside is followed only over http and https', () => {
  assert.equal(outsideLink('javascript:alert(1)'), null)
  assert.equal(outsideLink('https://jabarprov.go.id/aduan/1'), 'https://jabarprov.go.id/aduan/1')
  assert.equal(outsideLink(null), null)
  assert.equal(outsideLink('no address'), null)
})
