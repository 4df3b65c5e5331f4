import { Toaster as Sonner, toast } from 'sonner'
import styles from './toast.module.css'

export { toast }

/** Where short notices appear; once, in the shell. */
export const Toaster = ({ theme }: { readonly theme: 'light' | 'dark' }) => (
  <Sonner
    theme={theme}
    position="bottom-right"
    offset={{ bottom: 40, right: 16 }}
    visibleToasts={4}
    toastOptions={{
      unstyled: true,
      classNames: {
        toast: styles.toast ?? '',
        title: styles.title ?? '',
        description: styles.description ?? '',
        actionButton: styles.action ?? '',
        icon: styles.icon ?? '',
        error: styles.error ?? '',
        success: styles.success ?? '',
      },
    }}
  />
)
