import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveReferences } from './references.ts'

const resolve = (written: unknown, env: Record<string, string> = {}, demo = true) =>
  resolveReferences(written, { env, dir: '/nowhere', demo })

const CASES: readonly { name: string; written: unknown; env?: Record<string, string>; value: unknown }[] = [
  { name: 'a variable', written: { a: `\${env:A}` }, env: { A: 'x' }, value: { a: 'x' } },
  { name: 'a variable inside a text', written: { a: `Bearer \${env:A}!` }, env: { A: 'x' }, value: { a: 'Bearer x!' } },
  { name: 'a default where it is unset', written: { a: `\${env:A:-http://b:1/c}` }, value: { a: 'http://b:1/c' } },
  { name: 'a default where it is empty', written: { a: `\${env:A:-b}` }, env: { A: '' }, value: { a: 'b' } },
  { name: 'an empty default leaves the key out', written: { a: `\${env:A:-}`, b: 1 }, value: { b: 1 } },
  { name: 'a map of which nothing is left is left out', written: { a: { b: `\${env:A:-}` }, c: 1 }, value: { c: 1 } },
  { name: 'an item of which nothing is left is left out', written: { a: [`\${env:A:-}`, 'b'] }, value: { a: ['b'] } },
  { name: 'a map that is written empty stays', written: { a: {} }, value: { a: {} } },
  { name: 'a value is not read again', written: { a: `\${env:A}` }, env: { A: `\${env:B}` }, value: { a: `\${env:B}` } },
]

for (const { name, written, env, value } of CASES) {
  test(`references: ${name}`, () => {
    const resolved = resolve(written, env)
    assert.deepEqual(resolved.faults, [])
    assert.deepEqual(resolved.value, value)
  })
}

test('a place behind an item that was left out is found where it is written', () => {
  const resolved = resolve({ a: [`\${env:A:-}`, { b: 'c' }] })
  assert.equal(resolved.asWritten('/a/0/b'), '/a/1/b')
  assert.deepEqual([...resolved.leftOut], [['/a/0', ['A']]])
})

test('what is no reference is a fault that shows how to write one', () => {
  for (const written of [`\${A}`, `\${vault:a}`, `\${env:}`, `\${env:A B}`]) assert.equal(resolve({ a: written }).faults.length, 1, written)
})

test('a reference that is not closed is a fault: it must not become the secret itself', () => {
  for (const written of [`\${env:A`, `\${env:A:-b`, `\${`, `\${env:A} \${env:B`, `x \${file:/a`]) {
    assert.deepEqual(
      resolve({ a: written }, { A: 'x' }).faults.map(({ at, message }) => [at, message]),
      [['/a', 'the reference is not closed; write } at its end']],
      written,
    )
  }
})
