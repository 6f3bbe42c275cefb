import assert from 'node:assert/strict'
import { test } from 'node:test'
import { latitude, longitude, readPair, settlePosition } from './coordinate.ts'
import { FAULT, NOTHING, testRows } from './rows-of-cases.ts'

testRows('latitude', latitude, [
  [-6.9034, -6.9034],
  ['-6.9034', -6.9034],
  [' -6,9034 ', -6.9034],
  ['-6.9034°', -6.9034],
  ['6.9034 LS', -6.9034],
  ['6,9034° S', -6.9034],
  ['1.5 LU', 1.5],
  ['0', 0],
  ['', NOTHING],
  ['-', NOTHING],
  ['tidak ada', FAULT],
  ['-6.9.1', FAULT],
  ['1e2', FAULT],
  [181, FAULT],
  [Number.POSITIVE_INFINITY, FAULT],
  [[-6.9], FAULT],
])
testRows('longitude', longitude, [
  ['107.6386', 107.6386],
  ['107,6386 BT', 107.6386],
  ['107.6386 E', 107.6386],
  ['200', FAULT],
])

for (const [what, lat, lng, expected] of [
  ['a place in Indonesia stays', -6.9, 107.6, { lat: -6.9, lng: 107.6 }],
  ['an exchanged pair is set right', 107.6, -6.9, { lat: -6.9, lng: 107.6 }],
  ['0,0 is no place', 0, 0, null],
  ['the equator is a place', 0, 109.3, { lat: 0, lng: 109.3 }],
  ['half a position is none', -6.9, undefined, null],
  ['a place abroad stays', 52.4, 4.9, { lat: 52.4, lng: 4.9 }],
  ['beyond the poles is no place', 100, 10, null],
] as const) {
  test(`settlePosition: ${what}`, () => assert.deepEqual(settlePosition(lat, lng), expected))
}

for (const [written, expected] of [
  ['-6.8200 107.1400', [-6.82, 107.14]],
  ['-6,8200 107,1400', [-6.82, 107.14]],
  ['-6.9, 107.6', [-6.9, 107.6]],
  ['-6.9,107.6', [-6.9, 107.6]],
  ['-6.9 ,107.6', [-6.9, 107.6]],
  ['-6.9,107', [-6.9, 107]],
  ['-6, 107', [-6, 107]],
  ['-6,9, 107,6', [-6.9, 107.6]],
  ['-6,8200,107,1400', [-6.82, 107.14]],
  ['-6,9;107,6', [-6.9, 107.6]],
  ['-6.9 / 107.6', [-6.9, 107.6]],
  ['(-6.9, 107.6)', [-6.9, 107.6]],
  ['POINT(107.6 -6.9)', [107.6, -6.9]],
  ['geo:-6.9,107.6', [-6.9, 107.6]],
  ['lat: -6.9, lng: 107.6', [-6.9, 107.6]],
  ['Lintang -6,9 Bujur 107,6', [-6.9, 107.6]],
  ['6,9 LS, 107,6 BT', [-6.9, 107.6]],
  ['6.9° S 107.6° E', [-6.9, 107.6]],
  ['−6.9 107.6', [-6.9, 107.6]],
  ['-6,107', null],
  ['-6,82,107', null],
  ['-6,82,107.14', null],
  ['6 54', null],
  ['-6.9', null],
  ['-6.9 107.6 12', null],
  ['-6.9, 207.6', null],
  ['dekat pasar', null],
  ['', null],
  [-6.9, null],
] as const) {
  test(`a pair: ${JSON.stringify(written)} is ${expected === null ? 'none' : expected.join(' and ')}`, () =>
    assert.deepEqual(readPair(written), expected === null ? null : { lat: expected[0], lng: expected[1] }))
}
