import type { RosterNames } from '../core/pipelines/kind-rules'
import type { ParsedPipeline } from '../core/pipelines/parse-pipeline'
import { plantedSecrets } from '../usecases/secrets'
import type { EngineServices } from './context'

/** What the file means, and that it holds a secret's value, which nobody may store. */
export function withPlantedSecrets({ parse, vault }: Pick<EngineServices, 'parse' | 'vault'>, text: string, rosters?: RosterNames): ParsedPipeline {
  const parsed = parse(text, rosters)
  const planted = plantedSecrets(text, vault.masker())
  return planted.length === 0 ? parsed : { ...parsed, spec: null, problems: [...parsed.problems, ...planted] }
}
