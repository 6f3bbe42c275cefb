import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CaseState } from '../contract/central.ts'
import type { ComplaintRow, FeedbackRow } from '../ledger/ledger.ts'
import { compareAnswers, compareStatus, type Wording } from './compare-case.ts'

const NOW = new Date('2026-11-21T03:00:00Z')
const wording: Wording = { word: (status) => `kata:${status}`, state: 'pending' }
const row = { status: 'in_progress', statusNative: 'Dalam Proses' } as ComplaintRow
const state = (changes: Partial<CaseState>): CaseState => ({
  status: 'in_progress',
  statusNative: 'Dalam Proses',
  institution: null,
  institutionId: null,
  trackingId: null,
  followups: [],
  dispositions: [],
  ...changes,
})
const answer = (key: string, text: string) => ({ key, at: null, from: 'Dinas', to: 'Pelapor', template: 'reply', text, attachments: [] })

test('a new status is told in the word of the region', () => {
  const [told] = compareStatus(row, state({ status: 'resolved', statusNative: 'Selesai' }), [], wording, NOW)
  assert.equal(told?.statusOrigin, 'kata:resolved')
  assert.equal(told?.statusNative, 'Selesai')
})

test('no change, another word for the same status, or a word that nobody knows: nothing is told', () => {
  assert.deepEqual(compareStatus(row, state({}), [], wording, NOW), [])
  assert.deepEqual(compareStatus(row, state({ statusNative: 'Sedang Diproses' }), [], wording, NOW), [])
  assert.deepEqual(compareStatus(row, state({ status: null, statusNative: 'Entah' }), [], wording, NOW), [])
})

test('a case that comes to a status for the second time tells it again', () => {
  const resolved = { status: 'resolved' } as ComplaintRow
  const told = [
    { kind: 'status', key: 'status:1:in_progress' },
    { kind: 'status', key: 'status:2:resolved' },
  ] as FeedbackRow[]
  const [again] = compareStatus(resolved, state({}), told, wording, NOW)
  assert.ok(again)
  assert.ok(!told.some(({ key }) => key === again.key))
})

test('answers are told once, in order, each with what it says', () => {
  const told = [{ kind: 'answer', key: 'answer:a' }] as FeedbackRow[]
  const found = compareAnswers(
    row,
    state({ followups: [answer('a', 'satu'), answer('b', 'dua'), answer('c', 'tiga')] }),
    told,
    wording,
    NOW,
  )
  assert.deepEqual(
    found.map(({ answer }) => answer?.text),
    ['dua', 'tiga'],
  )
  assert.equal(found[0]?.at, NOW, 'an answer without a date that can be read has the time when it was seen')
})
