/** Every query of a Grafana dashboard, by the title of its panel. */
export function queriesOf(dashboard: string): { readonly of: string; readonly expr: string }[] {
  const { panels } = JSON.parse(dashboard) as { panels: { title: string; targets?: { expr: string }[] }[] }
  return panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ of: title, expr })))
}
