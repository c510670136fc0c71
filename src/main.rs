
use octroi::tables::*; use octroi::features::*;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let s = Source::open(std::path::Path::new(&dir)).unwrap();
    let i=std::time::Instant::now();
    let l = match portfolio::load(&s,&|_,_|true,&|_|()) { Ok(l)=>l, Err(e)=>{println!("{e} / {:?}",e.hint()); return} };
    println!("load {:?} orphans {:?}", i.elapsed(), l.n_orphans);
    let i=std::time::Instant::now();

    let out = std::path::PathBuf::from(std::env::args().nth(2).unwrap());
    let profile = if std::env::args().nth(3).as_deref()==Some("kernel") {Profile::Kernel} else {Profile::Octroi};
    let w = store::write(&out,&l.portfolio,&l.outcomes,profile,false,&|_|()).unwrap();
    println!("features {:?} {w:?}", i.elapsed());
    if profile==Profile::Octroi { let i=std::time::Instant::now(); let t=store::read(&out).unwrap(); println!("read {:?} {} x {}", i.elapsed(), t.clients.len(), t.names.len()); }
}
