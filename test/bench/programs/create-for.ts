/** A create of LAPOR! v3 of a report, as short as a script would write it. Node-RED's function has the same lines. */
export function createFor(report: Readonly<Record<string, unknown>>): object {
  return {
    title: report['title'],
    content: `[Sapawarga ${report['complaint_id']}] ${report['description']}`,
    channel: 13,
    is_new_user_slider: false,
    user_id: 3200,
    classification_id: 6,
    category_id: 436,
    location_id: 34,
    tags_raw: '#sapawarga',
    is_anonymous: report['is_anonymous'],
    attachments: false,
  }
}
