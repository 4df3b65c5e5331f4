import { contract } from './middleware'
import { watchLogs } from './subscriptions'

/** Chunks of lines that one search looks through: a part of a second, and whoever asks sees how far it has got. */
const CHUNKS_A_SEARCH = 2048

export const logHandlers = {
  search: contract.logs.search.handler(async ({ input: { text, levels, pipelineId, before, limit }, context: { services } }) => {
    const newest = await services.read.newestLogPlace()
    const found = await services.read.searchLogs({ text, levels, pipelineId, before: before ?? newest + 1, lines: limit, chunks: CHUNKS_A_SEARCH })
    return { lines: [...found.lines], before: found.before, searchedTo: found.searchedTo, newest }
  }),
  watch: contract.logs.watch.handler(({ input, context: { services }, signal }) => watchLogs(services, input, signal)),
}
