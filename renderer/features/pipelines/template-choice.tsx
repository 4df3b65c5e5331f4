import { KindIcon } from '../../components/pipeline-graph/kind-icon'
import styles from './template-choice.module.css'
import { type Template, TEMPLATES } from './templates'

/** Where a new pipeline begins. */
export const TemplateChoice = ({ onChoose }: { readonly onChoose: (template: Template) => void }) => (
  <div className={styles.page}>
    <ul className={styles.grid}>
      {TEMPLATES.map((template) => (
        <li key={template.name}>
          <button type="button" className={styles.card} onClick={() => onChoose(template)}>
            <span className={styles.kinds} aria-hidden>
              {template.kinds.map((kind, i) => (
                <span key={i} className={styles.kind}>
                  <KindIcon kind={kind} />
                </span>
              ))}
            </span>
            <span className={styles.name}>{template.name}</span>
            <span className={styles.about}>{template.about}</span>
          </button>
        </li>
      ))}
    </ul>
  </div>
)
