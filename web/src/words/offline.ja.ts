// The words of living through failure, in Japanese.
export const offlineJa = {
  lastState: "サーバーに接続できないため、この端末に残っている最後の状態を表示しています。現在の状況ではありません。",
  halted: "サーバーは動いていますが、データベースの応答を待っています。画面は最後に受信した時点のものです。",
  whatWaits:
    "了解・記録・申し送り・避難所の状況は、この端末に保存し、接続が戻りしだい送ります。一時職員への参集要請・任務・退避指示と、避難情報の発令・解除・取消は保存されません。電話など別の手段で伝えてください。",
  noRelease: "接続が切れている間は発令・解除・取消できません。後から自動で送られることもありません。",
  unsent: (count: number) => `未送信 ${count}件`,
  oldest: "最も古いもの",
  willSend: "接続が戻りしだい、古い順に1回ずつ送ります。",
  sending: "送信しています。",
  refused: (count: number) => `受け付けられなかったもの ${count}件`,
  list: "内容を見る",
  kinds: {
    acknowledge: "アラートの了解",
    chronology: "クロノロジーの記録",
    handover: "申し送り",
    shelter: "避難所の状況",
  } as Record<string, string>,
  other: "操作",
  waiting: "未送信",
  notTaken: "受け付けられませんでした",
  drop: "破棄する",
  again: "もう一度送る",
  keptHere: "未送信（この端末に保存済み）",
  waitingHere: (count: number) =>
    `この端末に未送信の操作が${count}件あります。操作した本人がサインインすると送られます。`,
  signOutDrops: (count: number) =>
    `未送信の操作が${count}件あります。サインアウトすると破棄されます。サインアウトしますか。`,
  newVersion: "新しい版の画面があります。",
  oldPage: "サーバーが新しくなりました。この画面は古い版です。",
  take: "新しい版に切り替える",
  taking: "切り替えています…",
  taken: "別の窓で新しい版に切り替わりました。この窓は古い版です。",
  unfinished: "書きかけの入力があります。切り替えると消えます。切り替えますか。",
};
