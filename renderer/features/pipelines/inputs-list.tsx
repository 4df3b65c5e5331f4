import type { PipelineInput } from '../../../engine/contract/pipeline'
import styles from './inputs-list.module.css'

/** What a run of the pipeline is started with. */
export function InputsList({ inputs }: { readonly inputs: readonly PipelineInput[] }) {
  if (inputs.length === 0) return <p className={styles.none}>No inputs: every run of this pipeline starts the same.</p>
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Type</th>
          <th scope="col">Default</th>
          <th scope="col">What it is for</th>
        </tr>
      </thead>
      <tbody>
        {inputs.map((input) => (
          <tr key={input.name}>
            <th scope="row" className="mono">
              {input.name}
            </th>
            <td>
              {input.options === null
                ? input.type
                : `one of ${input.options.map((option) => (typeof option === 'string' ? option : JSON.stringify(option))).join(', ')}`}
              {input.required && ', required'}
            </td>
            <td className="mono">{input.default === null ? '–' : JSON.stringify(input.default)}</td>
            <td>{input.description}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
