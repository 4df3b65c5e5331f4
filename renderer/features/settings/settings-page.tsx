import { useEffect } from 'react'
import { Link } from 'wouter'
import { PageHeader } from '../../components/page-header'
import { useTitle } from '../../lib/use-title'
import { AboutSection } from './about-section'
import { AccessSection } from './access-section'
import { AppearanceSection } from './appearance-section'
import { EmailSection } from './email-section'
import { HistorySection } from './history-section'
import { ModelsSection } from './models-section'
import { NotificationsSection } from './notifications-section'
import { SaveBar } from './save-bar'
import { SecretsSection } from './secrets-section'
import { addressOf, SECTIONS, type SectionId } from './sections'
import { SECTION_OF } from './settings-form'
import styles from './settings-page.module.css'
import { StorageSection } from './storage-section'
import { type SettingsEditing, useSettingsForm } from './use-settings-form'

/** What is decided once for the whole engine, a section at a time. `section` comes from the address. */
export function SettingsPage({ section }: { readonly section: string | undefined }) {
  const { id, label, about } = SECTIONS.find((one) => one.id === section) ?? SECTIONS[0]
  useTitle(label)
  const editing = useSettingsForm()
  const unsaved = new Set(editing.changed.map((field) => SECTION_OF[field]))
  useEffect(() => {
    document.getElementById('settings-section')?.scrollTo(0, 0)
  }, [id])
  return (
    <div className={styles.page}>
      <PageHeader title="Settings" state={<span>They hold for everyone who uses this engine; the appearance is yours alone</span>} />
      <div className={styles.columns}>
        <nav aria-label="Sections of the settings" className={styles.sections}>
          {SECTIONS.map((one) => (
            <Link key={one.id} href={addressOf(one.id)} className={styles.section ?? ''} aria-current={one.id === id ? 'page' : undefined}>
              {one.label}
              {unsaved.has(one.id) && (
                <span className={styles.unsaved}>
                  <span className="visually-hidden">, unsaved changes</span>
                </span>
              )}
            </Link>
          ))}
        </nav>
        <div className={styles.right}>
          <section id="settings-section" aria-labelledby="settings-heading" className={styles.content}>
            <div className={styles.column}>
              <header className={styles.head}>
                <h2 id="settings-heading">{label}</h2>
                <p>{about}</p>
              </header>
              <Section id={id} editing={editing} />
            </div>
          </section>
          <SaveBar editing={editing} />
        </div>
      </div>
    </div>
  )
}

function Section({ id, editing }: { readonly id: SectionId; readonly editing: SettingsEditing }) {
  switch (id) {
    case 'models':
      return <ModelsSection />
    case 'secrets':
      return <SecretsSection />
    case 'notifications':
      return <NotificationsSection editing={editing} />
    case 'email':
      return <EmailSection editing={editing} />
    case 'access':
      return <AccessSection editing={editing} />
    case 'history':
      return <HistorySection editing={editing} />
    case 'storage':
      return <StorageSection />
    case 'appearance':
      return <AppearanceSection />
    case 'about':
      return <AboutSection />
  }
}
