use octroi::tables::*;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let s = Source::open(std::path::Path::new(&dir)).unwrap();
    for t in Table::ALL { let i=std::time::Instant::now(); match read_table(&s,t,&|_|true,&|_|()) { Ok(r)=>println!("{} {} {:?} {:?}",t.name(),r.rows.n_rows,r.notes,i.elapsed()), Err(e)=>println!("{e} / {:?}",e.hint()) } }
}
