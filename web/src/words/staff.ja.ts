// Words about accounts: one's own, and everybody's.
export const staffJa = {
  firstLead: "管理者が設定したパスワードです。続ける前に、ご自身のパスワードに変えてください。",
  current: "現在のパスワード",
  fresh: "新しいパスワード",
  again: "新しいパスワード（確認）",
  rule: "12文字以上。文字の種類は問いません。関係のない言葉を四つほど並べると、覚えやすく破られにくくなります。",
  differ: "二つの入力が一致しません。",
  change: "パスワードを変更する",
  changed: "変更しました。ほかの端末はサインアウトされました。",
};
