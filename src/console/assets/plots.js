import uPlot from '/console/assets/uPlot.esm.js'

/** Draws every [data-plot] of the page; again when its numbers or the width of the window change. */
const HEIGHT = 150
const drawn = new WeakMap()
const dark = matchMedia('(prefers-color-scheme: dark)')
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) drawn.get(target)?.setSize(sizeOf(target))
})

drawAll(true)
document.addEventListener('lapor:changed', () => drawAll(false))
document.addEventListener('htmx:after:swap', () => drawAll(false))
dark.addEventListener('change', () => drawAll(true))

function drawAll(anew) {
  for (const area of document.querySelectorAll('[data-plot]')) {
    const known = drawn.get(area)
    if (known && !anew && known.source === area.dataset.plot) continue
    const { zone, at, series } = JSON.parse(area.dataset.plot)
    const data = [at, ...series.map(({ values }) => values)]
    if (known && !anew) known.setData(data)
    else {
      known?.destroy()
      if (!known) resized.observe(area)
      drawn.set(area, new uPlot(optionsOf(area, zone, series), data, area))
    }
    drawn.get(area).source = area.dataset.plot
  }
}

function optionsOf(area, zone, series) {
  const colour = (name) => resolved(area, `--${name}`)
  const axis = {
    stroke: colour('soft'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1 },
    font: '12px system-ui',
  }
  return {
    ...sizeOf(area),
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone),
    cursor: { y: false, points: { size: 6 } },
    legend: { show: false },
    hooks: { setCursor: [(plot) => showValues(area, plot, zone)] },
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(4, most * 1.1)] } },
    axes: [
      { ...axis, values: (plot, ticks) => ticks.map((seconds) => tick(plot, seconds, zone)) },
      { ...axis, size: 46 },
    ],
    series: [
      {},
      ...series.map(({ name, mark }, index) => ({
        label: name,
        stroke: colour(mark),
        width: 2,
        // Not by colour alone.
        dash: [undefined, [6, 4], [2, 3]][index],
        points: { show: false },
        spanGaps: false,
      })),
    ],
  }
}

/** What is under the pointer, beside the names of the lines. */
function showValues(area, plot, zone) {
  const { idx } = plot.cursor
  const keys = area.parentElement.querySelectorAll('.key b')
  for (const [index, key] of keys.entries()) {
    const value = idx === null ? null : plot.data[index + 1][idx]
    key.textContent = value === null || value === undefined ? '' : `${value} (${clock(plot.data[0][idx], zone)})`
  }
}

function sizeOf(area) {
  return { width: Math.max(200, area.clientWidth), height: HEIGHT }
}

const LONG_SECONDS = 36 * 3600

/** Of several days the day is said, at its beginning. */
function tick(plot, seconds, zone) {
  const time = clock(seconds, zone)
  if (plot.scales.x.max - plot.scales.x.min < LONG_SECONDS || !/^(00|24):00$/.test(time)) return time
  const language = document.documentElement.lang
  return new Intl.DateTimeFormat(language, { timeZone: zone, day: 'numeric', month: 'short' }).format(new Date(seconds * 1000))
}

function clock(seconds, zone) {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' }).format(new Date(seconds * 1000))
}

/** The value of a colour as the browser shows it now: a canvas knows no light-dark(). */
function resolved(area, name) {
  const probe = document.createElement('span')
  probe.style.color = `var(${name})`
  area.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
