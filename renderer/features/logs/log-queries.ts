import { defineQuery } from '../../engine/define-query'

export const getPipelines = defineQuery((client, _: 'all', signal) => client.pipelines.list(undefined, { signal }))
