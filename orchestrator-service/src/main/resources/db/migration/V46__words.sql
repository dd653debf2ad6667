-- What somebody outside says to the start of a phase (rule U6), for policies that ask for it.

alter table phase add column word_go boolean;
alter table phase add column word_by text;
alter table phase add column word_why text;
alter table phase add column word_at timestamptz;
alter table phase add check ((word_go is null) = (word_by is null) and (word_go is null) = (word_why is null) and (word_go is null) = (word_at is null));
