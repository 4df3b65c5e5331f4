import type { Sign } from './signs.ts'

/**
 * Words that follow one another. Each stage is a list of words, in small letters and without accents; `ignor*` stands for
 * every word that begins so. Words of scripts without blanks are found inside longer ones.
 */
export interface Phrase {
  readonly sign: Sign
  readonly stages: readonly string[]
  /** Characters between the end of one word and the beginning of the next, at most. */
  readonly within: number
}

const DROP =
  'ignor* disregard* forget overrid* bypass* discard neglect vergiss vergesst vergessen missacht* ubergeh* oubli* neglig* olvid* omit* descart* dimentic* trascur* esquec* desconsider* negeer negeren vergeet zignoruj* zapomnij pomin игнорир* проигнорир* забудь* отмени* 忽略 无视 無視 忘记 忘記'
const EARLIER =
  'previous* prior preceding earlier above foregoing former initial original vorherig* vorig* bisherig* obig* fruher* vorangegang* precedent* anterieur* anterior* previa* previo* eerder* bovenstaand* poprzedni* wczesniejsz* предыдущ* прежн* вышеуказан* 之前 以上 先前 上述 前面 上面'
const ORDERS =
  'instruct* prompt* rule* direction* directive* guideline* command* context message* polic* restriction* anweisung* instruktion* regel* vorgabe* befehl* consigne* regle* instruccion* instruco* regla* indicacion* istruzion* regol* regras instrukcj* polecen* инструкц* указани* правил* команд* 指令 指示 提示 规则 規則 命令 要求'
const MODEL_ORDERS =
  'prompt* systemprompt* instruct* rule* guideline* message* anweisung* instruktion* consigne* instruccion* instruco* istruzion* инструкц* промпт* 提示 指令'

const EVERYTHING = 'everything anything all whatever alles tout todo tutto tudo wszystko все всё'
const SO_FAR = 'above before previously prior far earlier oben bisher zuvor precede avant anterior prima acima wczesniej выше ранее'

const TELL =
  'reveal* print* show* repeat* output* display* disclose* leak* expose* recite* zeig* nenn* verrat* wiederhol* revel* affich* montr* repet* muestr* repit* imprim* mostra* ripet* покаж* раскр* выведи повтор* 显示 输出 透露 重复'
const ITS_OWN = 'system* initial* hidden secret original* developer your deine* versteckt* systeme tes vos sistema tus inicial* tuo tue системн* свои 系统'

const USER = 'user users anyone human humans operator nutzer* benutzer* anwender* utilisateur* usuario* utente пользовател*'

export const PHRASES: readonly Phrase[] = [
  { sign: 'instruction_override', stages: [DROP, EARLIER, ORDERS], within: 40 },
  { sign: 'instruction_override', stages: [DROP, ORDERS, EARLIER], within: 40 },
  { sign: 'instruction_override', stages: [DROP, EVERYTHING, SO_FAR], within: 24 },
  { sign: 'instruction_override', stages: [DROP, 'your deine* tes vos tus tuo', ORDERS], within: 16 },
  { sign: 'instruction_override', stages: ['not stop nicht', 'follow* obey* befolg*', `${EARLIER} your`, ORDERS], within: 16 },
  // In Japanese, Korean and Turkish the verb stands last.
  {
    sign: 'instruction_override',
    stages: [
      '以前 これまで 上記 前の 先の 今まで 이전 위의 앞의 지금까지 onceki yukaridaki',
      '指示 命令 ルール プロンプト 지시 명령 규칙 프롬프트 지침 talimat*',
      '無視 忘れ 무시 잊 yoksay* unut*',
    ],
    within: 20,
  },
  { sign: 'role_switch', stages: ['you', 'are', 'now'], within: 3 },
  { sign: 'role_switch', stages: ['from', 'now', 'on', 'you act behave respond answer'], within: 6 },
  { sign: 'role_switch', stages: ['pretend*', 'you to', 'are be'], within: 6 },
  { sign: 'role_switch', stages: ['act respond answer behave', 'as', 'unrestricted uncensored jailbroken dan root admin* developer system'], within: 16 },
  { sign: 'role_switch', stages: ['enter enable* activat* switch*', 'developer debug god dan jailbreak maintenance sudo unrestricted', 'mode'], within: 12 },
  { sign: 'role_switch', stages: ['du', 'bist', 'jetzt nun ab'], within: 3 },
  { sign: 'role_switch', stages: ['ab', 'jetzt sofort', 'bist antwort* verhalt*'], within: 6 },
  { sign: 'role_switch', stages: ['tu vous', 'es etes', 'maintenant desormais'], within: 3 },
  { sign: 'role_switch', stages: ['ahora ora agora', 'eres sei voce'], within: 3 },
  { sign: 'role_switch', stages: ['теперь', 'ты вы'], within: 3 },
  { sign: 'role_switch', stages: ['你现在 从现在 從現在 今から 이제', '是 你 あなた 당신'], within: 8 },
  { sign: 'prompt_leak', stages: [TELL, ITS_OWN, MODEL_ORDERS], within: 20 },
  { sign: 'prompt_leak', stages: [TELL, 'systemprompt*'], within: 20 },
  { sign: 'prompt_leak', stages: ['system 系统 システム 시스템', 'prompt* プロンプト 프롬프트', 'reveal* print* 表示 教え 出力 보여 출력'], within: 20 },
  { sign: 'prompt_leak', stages: ['repeat* print* output*', 'everything text words', 'above before'], within: 12 },
  { sign: 'concealment', stages: ['not don never nicht', 'tell mention reveal inform notify alert sag* erwahn* informier*', USER], within: 12 },
  {
    sign: 'concealment',
    stages: ['without ohne sans sin', 'telling informing notifying alerting prevenir informer avertir informar avisar', USER],
    within: 12,
  },
  { sign: 'concealment', stages: ['ohne nicht', 'nutzer* benutzer* anwender*', 'sag* mitteil* erwahn* informier*'], within: 24 },
  {
    sign: 'data_request',
    stages: [
      'send post forward upload exfiltrat* transmit sende schick* envoi* envia*',
      'password* credential* secret* token* cookie* passwort* passwor* zugangsdaten conversation history contrasena* mot',
      'to an a at by via par per',
    ],
    within: 24,
  },
  { sign: 'data_request', stages: ['send post forward upload exfiltrat* transmit', 'api access private', 'key* token*'], within: 24 },
]

/** Words to a model: a sign only where readers do not see them. */
export const ADDRESSES: readonly Phrase[] = [
  {
    sign: 'hidden_text',
    stages: ['ai assistant llm model agent chatbot chatgpt claude gemini copilot', 'must should shall please do always never answer respond write say'],
    within: 16,
  },
]
