import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { connectors } from '../connectors/index.ts'
import { createLaporStore } from '../connectors/lapor/index.ts'
import { type Access, type FirstAccount, openAccess } from './access/open-access.ts'
import { openSettings } from './config/open-settings.ts'
import { watchFolder } from './config/watch-folder.ts'
import { openConsole } from './console/open-console.ts'
import type { Channel, Connector, Log } from './contract/connector.ts'
import { GatewayError } from './contract/errors.ts'
import { trailIds } from './contract/trail.ts'
import { openFeedback } from './feedback/open-feedback.ts'
import { openForwarding } from './forwarding/open-forwarding.ts'
import { openAlertDesk } from './health/alerts/open-alert-desk.ts'
import { startAlerts } from './health/alerts/run-alerts.ts'
import { addBalanceMetric } from './health/balance-metric.ts'
import { addHealthMetrics } from './health/health-metrics.ts'
import { createMetrics } from './health/metrics.ts'
import { openHealth } from './health/open-health.ts'
import { startHealth } from './health/run-rounds.ts'
import { openTally } from './health/tally-arrivals.ts'
import { buildApp } from './http/build-app.ts'
import { createDraining } from './http/draining.ts'
import { listenAt } from './http/listen.ts'
import { openIntake } from './intake/open-intake.ts'
import { openBlobs } from './ledger/blobs.ts'
import { openKeyring } from './ledger/keyring.ts'
import { openLedger } from './ledger/open-ledger.ts'
import { openMappings } from './mapping/open-mappings.ts'
import { keepChannelConfigs } from './operations/keep-channel-configs.ts'
import { startFigures } from './operations/keep-figures.ts'
import { openOperations } from './operations/open-operations.ts'
import { startOperations } from './operations/run-rounds.ts'
import { readOptions } from './options.ts'
import { openExchangeLog } from './outbound/exchange-log.ts'
import { openFollowingHttp } from './outbound/following-http.ts'
import { startKeeper } from './privacy/keeper.ts'
import { addPrivacyMetrics } from './privacy/privacy-metrics.ts'
import { openLoopLoad } from './queue/loop-load.ts'
import { openQueues } from './queue/open-queues.ts'
import { openQuiet } from './queue/quiet.ts'
import { checkRedis } from './queue/redis.ts'
import { openStrain } from './queue/strain.ts'
import { openTurns } from './queue/turns.ts'
import { keepHeapSmall } from './small-heap.ts'
import { stopInOrder } from './stop-in-order.ts'

/** The gateway as a process: wiring only. Environment and roles: docs/operate.md. */
async function main(): Promise<void> {
  keepHeapSmall()
  const options = readOptions(process.argv.slice(2), process.env)
  const log = pino(
    { level: options.logLevel, base: { service: 'lapor-gateway' }, mixin: () => ({ ...trailIds() }) },
    pino.destination({ dest: 2, sync: false }),
  )
  const traces = options.traces === null ? null : (await import('./health/otlp-traces.ts')).startTraces({ ...options.traces, log })
  const holder = `${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`
  const kinds: ReadonlyMap<string, Connector> = new Map(connectors.map((connector) => [connector.kind, connector]))

  const mappingStore = await openMappings({ dir: options.mappingsDir, log, watch: watchFolder })
  const mappings = () => mappingStore.current.mappings
  const store = await openSettings({
    dir: options.configDir,
    env: process.env,
    connectors: kinds,
    mappingRefs: mappingStore.current.refs,
    faultyMappings: mappingStore.current.faulty,
    watch: true,
    log,
  })
  const tellMappings = () => void store.setMappingRefs(mappingStore.current.refs, mappingStore.current.faulty)
  mappingStore.onChange(tellMappings)
  tellMappings()
  const settings = () => store.current
  await checkRedis(options.redisUrl, log)
  const keys = openKeyring(options.keys, { log })
  const ledger = await openLedger({ databaseUrl: options.databaseUrl, keys, log })
  const queues = openQueues({ redisUrl: options.redisUrl, prefix: options.queuePrefix, log })
  const blobs = await openBlobs(join(options.dataDir, 'attachments'))
  const metrics = createMetrics({ ledger, queues })
  addBalanceMetric(metrics.registry, ledger)
  addPrivacyMetrics(metrics.registry, { ledger, keys })

  const stopping = new AbortController()
  const centralHttp = openFollowingHttp({ allowAddresses: () => settings().gateway.central.allowAddresses, onChange: store.onChange, log })
  const central = createLaporStore({ settings: () => settings().gateway.central, http: centralHttp, log, now: () => new Date() })
  const exchanges = openExchangeLog({ store: ledger.exchanges.add, reporters: ledger.sealed.openReporters, log })
  const strain = openStrain()
  const threadLoad = openLoopLoad()
  const quietly = () => openQuiet(() => (queues.held.isBurst() ? 1 : threadLoad()))
  const turns = openTurns({ redisUrl: options.redisUrl, prefix: options.queuePrefix, log })
  const shared = {
    turn: (signal: AbortSignal) => turns.take('central', settings().gateway.central.requestsPerSecond, signal),
    ledger,
    queues,
    settings,
    central,
    exchanges,
    strain,
    redisUrl: options.redisUrl,
    prefix: options.queuePrefix,
    holder,
    log,
    onOutcome: metrics.countJob,
    onDelay: metrics.observeDelay,
  }

  const tally = openTally({ ledger, log })
  const intake = openIntake({
    settings: store,
    mappings,
    connectors: kinds,
    ledger,
    blobs,
    enqueue: queues.enqueue,
    noteHeld: queues.held.note,
    onArrival: (channel, outcome) => {
      metrics.countArrival(channel, outcome)
      tally.count(channel, outcome)
    },
    turn: (channelId, perSecond, signal) => turns.take(`channel:${channelId}`, perSecond, signal),
    log,
  })
  metrics.showHeld(intake.held)
  const decided = {
    ledger,
    central,
    settings: store,
    mappings,
    connectors: kinds,
    blobs,
    log,
    pauseChannel: intake.pause,
    openChannel: intake.openChannel,
  }
  const channelOf = (id: string) => {
    const channel = settings().channels.get(id)
    return channel && channel.state !== 'not_configured' ? intake.openChannel(channel, stopping.signal) : null
  }
  const draining = createDraining()
  const access = openAccess({ ledger, settings, log })
  const operationsOfPeople = openOperations(decided)
  const healthParts = {
    ledger,
    settings: store,
    connectors: kinds,
    openChannel: intake.openChannel,
    central,
    centralCertificates: centralHttp.certificates,
    log,
  }
  const health = openHealth(healthParts)
  const alerts = openAlertDesk(healthParts)
  addHealthMetrics(metrics.registry, { health, ledger })
  const app = await buildApp({
    pages: (pages) =>
      openConsole(pages, {
        access,
        ledger,
        operations: operationsOfPeople,
        health,
        alerts,
        settings: store,
        mappings,
        intake,
        log,
        stopping: draining.stopping,
      }),
    settings: store,
    intake,
    ledger,
    operations: operationsOfPeople,
    health,
    alerts,
    mappings,
    folders: { config: options.configDir, mappings: options.mappingsDir },
    mappingProblems: () => mappingStore.current.problems,
    adminToken: options.adminToken,
    access,
    registry: metrics.registry,
    log,
    draining,
    strain,
    probes: { queue: () => queues.ping() },
  })
  const forwarding = options.roles.has('forward')
    ? openForwarding({ ...shared, blobs, httpOf: (id) => needed(channelOf(id), id).http })
    : null
  const feedback = options.roles.has('feedback') ? openFeedback({ ...shared, mappings, connectors: kinds, channelOf }) : null
  const keeper = options.roles.has('feedback') ? startKeeper({ ledger, blobs, keys, settings, holder, log }) : null
  const figures = options.roles.has('feedback') ? startFigures({ ledger, settings, holder, log, quiet: quietly() }) : null
  const channelConfigs = keepChannelConfigs({ ledger, settings: store, connectors: kinds, log })
  const operations = options.roles.has('forward') ? startOperations({ ...decided, holder, quiet: quietly() }) : null
  const watching = startHealth({ ...healthParts, holder })
  const telling = startAlerts({ ...healthParts, holder })
  if (options.roles.has('intake')) intake.startPolling()

  const port = await listenAt(app, options)
  const firstAccount = options.roles.has('http') ? await makeFirstAccount(access, log) : null
  // Our launcher shows it among its own lines; whoever else started us does not look for it.
  if (firstAccount && process.env['LAPOR_LAUNCHER'] !== String(process.ppid))
    process.stdout.write(`Console account (shown once): name ${firstAccount.name}, password ${firstAccount.password}\n`)
  const announce = () => {
    draining.announce()
    return settings().gateway.http.drainDelayMs
  }
  const steps = [
    // At the same time, so that one that takes its time leaves the others theirs.
    () =>
      Promise.all([
        draining.drain(app.server, { shared: options.listenFd !== null }),
        intake.close(),
        forwarding?.close(),
        feedback?.close(),
        keeper?.close(),
        operations?.close(),
        channelConfigs.close(),
        watching.close(),
        figures?.close(),
        telling.close(),
      ]),
    () => app.close(),
    () => tally.close(),
    () => stopping.abort(),
    () => exchanges.close(),
    () => queues.close(),
    () => turns.close(),
    () => store.close(),
    () => mappingStore.close(),
    () => ledger.close(),
    () => access.provider.close(),
    () => keys.close(),
    () => centralHttp.close(),
    () => traces?.close(),
  ]
  stopInOrder(log, { announce, steps })
  // Behind that: who hears it may stop us at once.
  log.info({ port, roles: [...options.roles] }, 'the gateway takes complaints')
  process.send?.({ ready: true, port, firstAccount })
}

/** Without a console the gateway still takes reports; the next start tries again. */
async function makeFirstAccount(access: Access, log: Log): Promise<FirstAccount | null> {
  return access.createFirst().catch((error: unknown) => {
    log.error({ code: error instanceof GatewayError ? error.code : 'internal_error' }, 'the first account was not made; start again')
    return null
  })
}

function needed(channel: Channel | null, id: string): Channel {
  if (channel) return channel
  throw new GatewayError('config_invalid', `channel ${id} is not configured at the moment; bring its file back or fix it`)
}

main().catch((error: unknown) => {
  const known = error instanceof GatewayError
  process.stderr.write(
    `lapor-gateway: ${known ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  )
  process.exit(1)
})
