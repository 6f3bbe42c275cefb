import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeBody, seeBody } from './describe-body.ts'
import { hidePerson, MARKS } from './hide-person.ts'

test("a person's landline, which no shape of a mobile number finds, is hidden however its digits are written; other numbers stay", () => {
  const hide = hidePerson([{ name: 'Budi Hartono', phone: '(022) 4231-9087' }])
  for (const written of ['02242319087', '022-4231 9087', '(022) 4231.9087', '022 4231 9087', '0-2-2-4-2-3-1-9-0-8-7'])
    assert.equal(hide(`telp ${written} ya`).replace('(', ''), `telp ${MARKS.phone} ya`, written)
  assert.equal(hide('12.345 022-4231 9087 6789'), `12.345 ${MARKS.phone} 6789`, 'among other digits')
  assert.equal(hide('022-4231 9088, -6.9034, 107.6386, 2026-11-21'), '022-4231 9088, -6.9034, 107.6386, 2026-11-21')
})

test('a field is judged by its name, by what it stands in and by who is addressed, also when the same name came before in another place', () => {
  const told = (value: object, addressee: boolean) =>
    JSON.parse(describeBody(seeBody(JSON.stringify(value), 'application/json'), (text) => text, addressee) ?? 'null')
  for (let time = 0; time < 2; time += 1) {
    assert.deepEqual(told({ to: 'Dinas PU', name: 'PJU' }, false), { to: 'Dinas PU', name: 'PJU' })
    assert.deepEqual(told({ to: 'Dinas PU', user: { name: 'Budi' } }, true), { to: MARKS.account, user: { name: MARKS.name } })
    assert.deepEqual(told({ user: { name: 'Budi', Password: 'x' }, name: 'PJU' }, false), {
      user: { name: MARKS.name, Password: MARKS.secret },
      name: 'PJU',
    })
  }
})
