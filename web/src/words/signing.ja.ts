// Words of the way in.
export const signingJa = {
  name: "氏名",
  password: "パスワード",
  code: "確認コード",
  codeLead: "スマートフォンの認証アプリに表示される6桁の数字、または回復コードを入力してください。",
  next: "次へ",
  back: "氏名の入力に戻る",
  provider: (label: string) => `${label}でサインイン`,
  or: "または",
  refused: "氏名、パスワード、確認コードのいずれかが違います。",
  lockedOut: "続けて失敗したため、15分間は受け付けません。お急ぎのときは指揮者に一回限りのリンクを頼んでください。",
  linkUsed: "このリンクは使用済みか、期限が切れています。もう一度発行してもらってください。",
  providerRefused: "市のアカウントではサインインできませんでした。",
  forgotten: "忘れたとき：指揮者に頼むと、一回限りのリンクが発行されます。",
};
