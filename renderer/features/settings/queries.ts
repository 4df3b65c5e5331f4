import { defineQuery } from '../../engine/define-query'

export const listModels = defineQuery((client, _: 'all', signal) => client.models.list(undefined, { signal }))

export const listSecrets = defineQuery((client, _: 'all', signal) => client.secrets.list(undefined, { signal }))

export const getSettings = defineQuery((client, _: 'all', signal) => client.settings.get(undefined, { signal }))

export const listPipelines = defineQuery((client, _: 'all', signal) => client.pipelines.list(undefined, { signal }))
